package import Diagnostics
import Fleet
import FleetChecks
import GitTree
import Policies
import SpecSyntax

/// Every rule of the compiler, for `spindle explain`, the documentation, allowances and the tests.
package enum RuleCatalogue {
    /// Sorted by id, each once.
    package static let all: [Rule] = Set(syntax + git + fleet + checks + policies + output).sorted { $0.id < $1.id }

    package static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

    private static let syntax: [Rule] = [
        .invalidYAML, .notUTF8, .controlCharacter, .tab, .duplicateKey, .undefinedAlias, .misusedMapping, .fileTooLarge,
        .nestedTooDeep, .aliasExpansion, .tooMany, .unknownKey, .wrongType, .malformed, .outOfRange, .missingKey,
        .unknownValue, .excludedKey, .jsonnetSyntax, .jsonnetRuntime, .jsonnetLimit, .jsonnetImport, .jsonnetWorker,
        .unreadable, .symbolicLink, .fixNotWritten,
    ]

    private static let git: [Rule] = [
        .noRepository, .foreignOwner, .unsupportedRepository, .unknownRevision, .ambiguousRevision, .notACommit,
        .notInRevision, .missingHistory, .unreadableObject, .lfsPointer,
    ]

    private static let fleet: [Rule] = [
        .unsupportedVersion, .unsupportedKind, .duplicateDefinition, .noFleet, .unknownModel, .unknownPool,
        .unknownTeam, .unknownArchitecture, .unknownGPU, .unknownEnvironment, .unknownTenant, .unknownProfile,
        .neverUsed,
    ]

    private static let checks: [Rule] = FleetChecks.all.map { $0.rule } + [.badAllowance]

    private static let policies: [Rule] = [
        .violation, .failedPolicy, .wrongPolicy, .unknownPath, .tooManyViolations, .duplicatePolicy, .unknownPolicy,
        .expiredExemption, .expiringExemption, .unusedExemption, .unreadPolicyFile, .untestedPolicy, .failedPolicyTest,
    ]

    private static let output: [Rule] = [
        .foreignFile, .editedFile, .staleOutput, .writeFailed, .agentConfigurationTooLarge,
    ]
}
