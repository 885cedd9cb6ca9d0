import Foundation
import TestSupport
import Testing

@testable import KubernetesAPI

@Suite struct KubeConfigTests {
    private static let whole = """
        {"current-context": "one",
         "contexts": [{"name": "one", "context": {"cluster": "c", "user": "u", "namespace": "llm"}}],
         "clusters": [{"name": "c", "cluster": {"server": "https://10.0.0.1:6443/", "certificate-authority-data": "UEVN"}}],
         "users": [{"name": "u", "user": {"token": "secret"}}]}
        """

    private func access(_ text: String, kubectl: [String] = ["false"]) throws -> ClusterAccess {
        try withTemporaryFolder { folder in
            let path = "\(folder)/config"
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            return try KubeConfig.access(reading: path, kubectl: kubectl)
        }
    }

    @Test func theCurrentContextIsRead() throws {
        let access = try access(Self.whole)
        #expect(access.server == "https://10.0.0.1:6443")
        #expect(access.namespace == "llm")
        #expect(access.authority == Array("PEM".utf8))
        #expect(access.isVerified)
        guard case .token("secret") = access.identity else { throw Problem() }
    }

    struct Problem: Error {}

    /// As `kubectl config view` would print it.
    @Test func yamlIsReadByKubectl() throws {
        try withTemporaryFolder { folder in
            let script = "\(folder)/kubectl"
            try Data("#!/bin/sh\ncat <<'END'\n\(Self.whole)\nEND\n".utf8).write(to: URL(fileURLWithPath: script))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
            let access = try access("current-context: one\n", kubectl: [script])
            #expect(access.server == "https://10.0.0.1:6443")
        }
    }

    @Test(arguments: [
        ("current-context: one\n", "kubectl could not read"),
        ("{\"current-context\": \"two\", \"contexts\": []}", "no context `two`"),
        (Self.whole.replacingOccurrences(of: "\"name\": \"c\"", with: "\"name\": \"d\""), "no cluster `c`"),
        (Self.whole.replacingOccurrences(of: "UEVN", with: "!"), "not base64"),
        (
            Self.whole.replacingOccurrences(of: "\"token\": \"secret\"", with: "\"exec\": {\"command\": \"x\"}"),
            "`exec`"
        ),
        ("{", "is not a kubeconfig"),
    ])
    func whatIsWrongIsSaid(text: String, words: String) throws {
        #expect { try access(text) } throws: { "\($0)".contains(words) }
    }
}
