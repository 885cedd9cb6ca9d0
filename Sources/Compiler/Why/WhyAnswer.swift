package import Diagnostics
import Fleet
import FleetEmit

/// What is answered to one question of `spindle why`.
package struct WhyAnswer {
    package enum Subject {
        /// All of the file.
        case file
        /// A line on disk, and what it is in the output of the specs.
        case line(number: Int, compiled: FileOrigins.Line)
        /// A line on disk that the specs do not compile to, and the line that its value has in their output.
        case unlike(number: Int, compiled: FileOrigins.Line?)
    }

    package let subject: Subject
    package let state: WrittenFile.State
    /// What the specs compile to.
    package let compiled: FileOrigins
    /// What is on disk, under the same name. Places of the specs are the same in the sources of both.
    package let written: FileOrigins

    /// Whether what is on disk, if anything, is what the specs compile to.
    package var isCurrent: Bool { state == .current || state == .missing }
}

/// Why there is no answer.
package enum WhyFailure: Error {
    /// Nothing of that name is generated.
    case notGenerated(String, suggestion: String?)
    /// It was generated once.
    case noLongerGenerated(String)
    case noSuchLine(Int, in: String, count: Int)
    case noSuchValue(String, in: String, suggestion: String?)
    /// No table speaks of the line, which is a fault of Spindle's.
    case unexplained(String, line: Int)
    /// The output cannot be read.
    case unreadable(Diagnostic)
}

/// Finds what a question is about, in the output of the specs and on disk.
package struct WhySearch {
    private let origins: OutputOrigins
    private let folder: OutputFolder

    package init(_ origins: OutputOrigins, in folder: OutputFolder) {
        self.origins = origins
        self.folder = folder
    }

    package func answer(to question: String) throws(WhyFailure) -> WhyAnswer {
        let readings = WhyTarget.readings(of: question)
        for target in readings {
            // A path may also be given as the lock file has it.
            for path in [folder.relativePath(of: target.path), target.path].compactMap(\.self) {
                if let file = origins.file(path, named: target.path) { return try answer(target, file) }
            }
        }
        throw failure(readings.first { if case .line = $0.part { true } else { false } } ?? WhyTarget(path: question))
    }

    private func answer(_ target: WhyTarget, _ compiled: FileOrigins) throws(WhyFailure) -> WhyAnswer {
        let file: WrittenFile
        do {
            file = try WrittenFile(of: compiled.file, in: folder.existing)
        } catch {
            throw .unreadable(error.diagnostic)
        }
        let written =
            file.state == .current || file.state == .missing
            ? compiled : origins.file(compiled.file.path, named: target.path, holding: file.bytes) ?? compiled
        let subject: WhyAnswer.Subject =
            switch target.part {
            case .file: .file
            case .line(let number, let column): try line(number, column, target.path, file, written, compiled)
            case .value(let key): try value(key, target.path, file, written, compiled)
            }
        return WhyAnswer(subject: subject, state: file.state, compiled: compiled, written: written)
    }

    private func line(
        _ number: Int,
        _ column: Int?,
        _ path: String,
        _ file: WrittenFile,
        _ written: FileOrigins,
        _ compiled: FileOrigins
    ) throws(WhyFailure) -> WhyAnswer.Subject {
        guard (1..<file.lineCount + 1).contains(number) else {
            throw .noSuchLine(number, in: path, count: file.lineCount)
        }
        if let same = file.compiledLine(of: number) {
            guard let line = compiled.line(same, column: column) else { throw .unexplained(path, line: same) }
            return .line(number: number, compiled: line)
        }
        guard case .value(let value, _)? = written.line(number, column: column)?.subject else {
            return .unlike(number: number, compiled: nil)
        }
        return .unlike(number: number, compiled: compiled.value(value))
    }

    private func value(
        _ key: String,
        _ path: String,
        _ file: WrittenFile,
        _ written: FileOrigins,
        _ compiled: FileOrigins
    ) throws(WhyFailure) -> WhyAnswer.Subject {
        let value = SettingPath(key).components
        guard let line = compiled.value(value) else {
            throw .noSuchValue(key, in: path, suggestion: nearest(to: key, among: compiled.valuePaths))
        }
        guard let number = written.value(value)?.number else { return .unlike(number: line.number, compiled: line) }
        return file.compiledLine(of: number) == line.number
            ? .line(number: number, compiled: line) : .unlike(number: number, compiled: line)
    }

    private func failure(_ target: WhyTarget) -> WhyFailure {
        let path = folder.relativePath(of: target.path)
        do {
            if let path, try folder.existing.readLock().current.files[path] != nil {
                return .noLongerGenerated(target.path)
            }
        } catch {
            return .unreadable(error.diagnostic)
        }
        let inside = path ?? target.path
        // As the question has it: relative to the same folder.
        let above = target.path.hasSuffix(inside) ? target.path.dropLast(inside.count) : ""
        return .notGenerated(target.path, suggestion: origins.nearestPath(to: inside).map { above + $0 })
    }
}
