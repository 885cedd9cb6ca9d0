/// A new fleet repository: specs that compile, policies, and the checks around them on GitHub, GitLab and before a commit.
package struct Scaffold: Sendable {
    /// The name of the fleet.
    package let name: String

    /// - Parameter folder: the name of the folder that the repository lies in, which the fleet is called after.
    package init(folder: String) {
        name = FleetName.derived(from: folder)
    }

    package struct File: Sendable {
        /// Relative to the repository, with `/`.
        package var path: String
        package var bytes: [UInt8]
    }

    /// Every file of it, sorted by path.
    package var files: [File] {
        Self.templates.map { File(path: $0.path, bytes: filled($0.bytes)) }.sorted { $0.path < $1.path }
    }

    /// What a template has in the place of the name.
    private static let placeholder = "__fleet__"

    private func filled(_ template: [UInt8]) -> [UInt8] {
        Array(
            String(decoding: template, as: UTF8.self).split(
                separator: Self.placeholder,
                omittingEmptySubsequences: false
            )
            .joined(separator: name).utf8
        )
    }

    private static let templates: [(path: String, bytes: [UInt8])] = [
        (".gitattributes", PackageResources.gitattributes),
        (".github/workflows/spindle.yml", PackageResources.github_workflow_yml),
        (".gitignore", PackageResources.gitignore),
        (".gitlab-ci.yml", PackageResources.gitlab_ci_yml),
        (".pre-commit-config.yaml", PackageResources.pre_commit_config_yaml),
        ("CODEOWNERS", PackageResources.CODEOWNERS),
        ("README.md", PackageResources.README_md),
        ("policies/gpu-approval.jsonnet", PackageResources.gpu_approval_jsonnet),
        ("policies/organization.libsonnet", PackageResources.organization_libsonnet),
        ("policies/pinned-revisions.jsonnet", PackageResources.pinned_revisions_jsonnet),
        ("policies/private-registry.jsonnet", PackageResources.private_registry_jsonnet),
        ("policies/tests/gpu-approval.jsonnet", PackageResources.gpu_approval_test_jsonnet),
        ("policies/tests/pinned-revisions.jsonnet", PackageResources.pinned_revisions_test_jsonnet),
        ("policies/tests/private-registry.jsonnet", PackageResources.private_registry_test_jsonnet),
        ("policies/tests/warm-fallback.jsonnet", PackageResources.warm_fallback_test_jsonnet),
        ("policies/warm-fallback.jsonnet", PackageResources.warm_fallback_jsonnet),
        ("specs/environments/laptop.yaml", PackageResources.laptop_yaml),
        ("specs/environments/production.yaml", PackageResources.production_yaml),
        ("specs/fleet.yaml", PackageResources.fleet_yaml),
        ("specs/models/gemma-3-27b.yaml", PackageResources.gemma_3_27b_yaml),
        ("specs/models/qwen-3-235b.yaml", PackageResources.qwen_3_235b_yaml),
    ]
}
