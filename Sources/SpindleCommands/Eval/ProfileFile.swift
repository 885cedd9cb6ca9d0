import AgentConfig
import ArgumentParser
import Compiler
import Diagnostics
import Evaluation
import Fleet
import FleetEmit
import Foundation
import SpecSyntax

/// A file with a quality profile: a document of the spec language.
struct ProfileFile {
    let models: [(name: String, quality: RouterConfig.Quality)]
    /// The classifier that the heads were fitted with; `nil` where there are none.
    let encoder: String?

    /// - Throws: the exit code, once it is said what is wrong.
    init(_ path: String) throws {
        let bytes: [UInt8]
        do throws(CommandFailure) {
            bytes = try InputFile.bytes(of: path)
        } catch {
            error.print()
            throw ExitCode.usage
        }
        var sources = SourceMap(root: ".")
        let file = sources.add(path: path, bytes: bytes)
        let read = YAMLReader.read(file, in: sources, limits: SpecLimits())
        let documents = read.documents.map { DecodedDocument($0) }
        let diagnostics = read.diagnostics + documents.flatMap(\.diagnostics)
        guard diagnostics.isEmpty else {
            var renderer = TerminalRenderer(sources, color: Console.standard.allowsColor(.error))
            for diagnostic in diagnostics { Console.standard.error(renderer.render(diagnostic) + "\n") }
            throw ExitCode.diagnostics
        }
        let profiles = documents.compactMap { document -> QualityProfileSpec? in
            if case .profile(let profile)? = document.content { profile.body } else { nil }
        }
        guard profiles.count == 1, let profile = profiles.first else {
            CommandFailure(
                "`\(path)` has \(profiles.isEmpty ? "no document" : "several documents") of kind QualityProfile",
                help: "name a file that `spindle eval fit` has written"
            ).print()
            throw ExitCode.usage
        }
        models = (profile.models?.value.entries ?? []).map { entry in
            (entry.key.value, RouterConfig.Quality(entry.value.value.tables, head: entry.value.value.head?.value))
        }
        encoder = profile.encoder?.text
    }

    /// The document of a fit.
    /// - Parameter description: on what it was measured.
    static func document(_ fit: FittedQuality, named name: String, measured description: String) -> [UInt8] {
        let models = fit.models.indices.map { model in
            YAMLValue.Entry(fit.models[model], Self.value(fit.quality[model], fit.counts[model]))
        }
        var entries: [YAMLValue.Entry] = [
            .init("apiVersion", .string(DocumentKind.apiVersion)),
            .init("kind", .string(DocumentKind.profile.rawValue)),
            .init("metadata", .map([.init("name", .string(name))])), .init("measured", .string(description)),
        ]
        if let encoder = fit.encoder { entries.append(.init("encoder", .string(encoder))) }
        entries.append(.init("models", .map(models)))
        return YAMLWriter.file(header: ["Written by `spindle eval fit`: fit again rather than edit."], .map(entries))
    }

    private static func value(_ quality: RouterConfig.Quality, _ counts: [Double]) -> YAMLValue {
        var entries: [YAMLValue.Entry] = [.init("prompts", .int(Int(counts.reduce(0, +).rounded())))]
        entries += figures(quality.low, quality.medium, quality.high)
        let domains = quality.domains.map { domain in
            YAMLValue.Entry(domain.domain.rawValue, .map(figures(domain.low, domain.medium, domain.high)))
        }
        if !domains.isEmpty { entries.append(.init("domains", .map(domains))) }
        if let head = quality.head {
            entries.append(
                .init(
                    "head",
                    .map([
                        .init("bias", .double(head.bias)), .init("length", .double(head.length)),
                        .init("state", .string(head.state)),
                    ])
                )
            )
        }
        return .map(entries)
    }

    private static func figures(_ low: Double?, _ medium: Double?, _ high: Double?) -> [YAMLValue.Entry] {
        [("low", low), ("medium", medium), ("high", high)].compactMap { key, share in
            share.map { .init(key, .double($0)) }
        }
    }
}
