import Diagnostics
package import SpecSyntax

/// What every document starts with.
package struct DocumentHeader: SpecObject {
    package var apiVersion: Located<String>?
    package var kind: Located<String>?
    package var metadata: Located<Metadata>?
    package var allow: Located<SpecList<Allowance>>?

    package init() {}

    package static let schema = ObjectSchema<DocumentHeader>(
        "a document",
        "What every document starts with, whatever its kind.",
        [
            Field("apiVersion", \.apiVersion, "The version of the language: `spindle/v1alpha1`.", .required),
            Field(
                "kind",
                \.kind,
                "What the document describes: `Fleet`, `Model`, `Environment` or `QualityProfile`.",
                .required
            ),
            Field("metadata", \.metadata, "What it is called and whose it is.", .required),
            Field("allow", \.allow, "Warnings of this document that are accepted, each with a reason."),
        ]
    )
}

package struct Metadata: SpecObject {
    package var name: Located<String>?
    package var team: Located<String>?
    package var description: Located<String>?
    package var labels: Located<SpecMap<String>>?
    package var annotations: Located<SpecMap<String>>?

    package init() {}

    package static let schema = ObjectSchema<Metadata>(
        "the metadata of a document",
        "What a document is called and whose it is.",
        [
            Field(
                "name",
                \.name,
                "The name that other documents, requests and Kubernetes objects use: lower-case letters, digits and `-`.",
                .required
            ),
            Field(
                "team",
                \.team,
                "The team that owns a model and whose share it uses; declared in `teams` of the fleet.",
                refersTo: ["team"]
            ),
            Field("description", \.description, "A sentence for people."),
            Field("labels", \.labels, "Labels for every object that is generated for it."),
            Field("annotations", \.annotations, "Annotations for the workload and its pods."),
        ]
    )
}

/// A warning that is accepted in one document.
package struct Allowance: SpecObject {
    package var rule: Located<String>?
    package var reason: Located<String>?

    package init() {}

    package static let schema = ObjectSchema<Allowance>(
        "an accepted warning",
        "A rule whose warnings and notes are not reported for this document. Errors cannot be accepted.",
        [
            Field("rule", \.rule, "The id of the rule, such as `SP6001`.", .required, refersTo: ["rule"]),
            Field("reason", \.reason, "Why it is accepted, for the next reader.", .required),
        ]
    )
}
