package import Diagnostics

/// Evaluates Jsonnet files in a child process with limits, and gives back trees with places in the Jsonnet source.
///
/// One child serves many files; after one that had to be killed the next file gets a new one. Not to be shared between
/// threads. All files go into one `SourceMap`, imported ones once each.
package final class JsonnetEvaluator {
    /// Finds an imported file. The path is as the program has it; the directory is that of the importing file, relative
    /// to the repository and without a closing `/`, empty for its top. `JsonnetImport.path(of:importedIn:)` joins them.
    package typealias ImportResolver = (_ path: String, _ directory: String) throws(JsonnetImportError) -> JsonnetImport

    private let executable: String
    private let arguments: [String]
    private let limits: SpecLimits
    private var worker: WorkerProcess?
    private var programs = JsonnetPrograms()

    /// - Parameters:
    ///   - executable: path of an executable that calls `JsonnetWorker.run()` when started with the arguments.
    ///   - arguments: without the name of the program.
    package init(
        executable: String,
        arguments: [String] = [JsonnetWorker.argument],
        limits: SpecLimits = SpecLimits()
    ) {
        self.executable = executable
        self.arguments = arguments
        self.limits = limits
    }

    /// Starts the child, so that it is there by the time of the first program. Where it cannot start, the program says so.
    package func prepare() { _ = try? runningWorker() }

    /// Evaluates a file of `sources`.
    /// - Parameter sources: gets every file that is imported.
    /// - Returns: the documents: one, or as many as the array has that the program produces. None when there is an error.
    package func evaluate(
        _ file: FileID,
        in sources: inout SourceMap,
        resolveImport: ImportResolver
    ) -> (documents: [Node], diagnostics: [Diagnostic]) {
        let (path, bytes) = (sources[file].path, sources[file].bytes)
        if let problem = problem(in: file, of: sources) { return ([], [problem]) }
        var imports = JsonnetImports(files: [path: file])
        let program = JsonnetProgram(path: path, source: Array(bytes.dropFirst(bytes.byteOrderMarkSize)))
        do throws(JsonnetFailure) {
            let json = try run(program, blaming: file, &imports, in: &sources, resolveImport)
            let result = JsonnetResult(imports: imports, file: file, limits: limits)
            return (try result.documents(in: json, of: sources, programs: &programs), [])
        } catch {
            return ([], error.diagnostics)
        }
    }

    /// Why a file cannot be a program, whatever it says: its size, or bytes that are no text.
    package func problem(in file: FileID, of sources: SourceMap) -> Diagnostic? {
        TextCheck.firstProblem(in: sources[file].bytes, file: file, limits: limits)
    }

    /// Evaluates a program of Spindle's own, which is no file of the user's but imports some.
    /// - Parameters:
    ///   - file: the file to point at when nothing tells which one is to blame.
    ///   - sources: gets every file that is imported.
    package func evaluate(
        _ program: JsonnetProgram,
        blaming file: FileID,
        in sources: inout SourceMap,
        resolveImport: ImportResolver
    ) throws(JsonnetFailure) -> JsonnetAnswer {
        var imports = JsonnetImports(files: [:])
        let json = try run(program, blaming: file, &imports, in: &sources, resolveImport)
        let value = try JsonnetResult(imports: imports, file: file, limits: limits).value(in: json, of: sources)
        return JsonnetAnswer(value: value, imports: imports)
    }

    /// Gives a part of an answer its places in the file that it came from.
    /// - Parameters:
    ///   - value: the value of the file, or an object of some of its fields. What stands for a function is what a call of it
    ///     gave.
    ///   - file: a file that took part in the evaluation.
    package func locate(
        _ value: Node,
        of answer: JsonnetAnswer,
        in file: FileID,
        of sources: SourceMap
    ) -> Node {
        JsonnetResult(imports: answer.imports, file: file, limits: limits)
            .located(value, in: sources, programs: &programs)
    }

    /// - Returns: the JSON that the program produces.
    private func run(
        _ program: JsonnetProgram,
        blaming file: FileID,
        _ imports: inout JsonnetImports,
        in sources: inout SourceMap,
        _ resolveImport: ImportResolver
    ) throws(JsonnetFailure) -> [UInt8] {
        var program = program
        if program.isBundled {
            let bundle = JsonnetBundle(program) { key in
                let file = try? find(key, &imports, in: &sources, with: resolveImport)
                return file.map { sources[$0] }
            }
            program.source = bundle?.source ?? program.source
        }
        let reply: JsonnetFrame
        do throws(WorkerProcess.Failure) {
            reply = try converse(about: program) { key in answer(key, &imports, in: &sources, with: resolveImport) }
        } catch {
            throw JsonnetFailure(diagnostics: [diagnostic(of: error, file: file)])
        }
        switch reply.kind {
        case .result: return reply.bytes(0)
        case .tooLarge:
            let size = Int(reply.text(0)) ?? 0
            throw JsonnetFailure(
                diagnostics: [.jsonnetOutput(size: size, limit: limits.jsonnetOutputBytes, file: file)]
            )
        default:
            let error = JsonnetErrorText(reply.text(0), files: imports.files, in: sources)
            throw JsonnetFailure(diagnostics: [.jsonnet(error, imports: imports, file: file, in: sources)])
        }
    }

    // MARK: Imports

    /// - Returns: the answer for the worker.
    private func answer(
        _ key: JsonnetImports.Key,
        _ imports: inout JsonnetImports,
        in sources: inout SourceMap,
        with resolve: ImportResolver
    ) -> JsonnetFrame {
        do throws(JsonnetImportError) {
            let file = try find(key, &imports, in: &sources, with: resolve)
            let found = sources[file]
            let text = found.bytes.dropFirst(found.bytes.byteOrderMarkSize)
            return JsonnetFrame(.found, Array(found.path.utf8), Array(text))
        } catch {
            return JsonnetFrame(.refused, Array(imports.refuse(key, error).utf8))
        }
    }

    private func find(
        _ key: JsonnetImports.Key,
        _ imports: inout JsonnetImports,
        in sources: inout SourceMap,
        with resolve: ImportResolver
    ) throws(JsonnetImportError) -> FileID {
        let found = try resolve(key.path, key.directory)
        let file = programs.file(of: found, in: &sources)
        // The C interface ends a text at the first NUL, and a spec's text has nothing that YAML's has not.
        if let problem = TextCheck.firstProblem(in: found.bytes, file: file, limits: limits) {
            throw .unreadable(problem.message)
        }
        imports.add(key, found.path, file)
        return file
    }

    // MARK: The child

    /// Has a program evaluated. A child that served earlier files may have been killed by somebody else in between, or
    /// be so just now: that is no fault of this file's, which gets a second try.
    /// - Returns: the frame that ends the evaluation.
    private func converse(
        about program: JsonnetProgram,
        answer: (JsonnetImports.Key) -> JsonnetFrame
    ) throws(WorkerProcess.Failure) -> JsonnetFrame {
        let deadline = ContinuousClock.now + .seconds(limits.jsonnetSeconds)
        let request = JsonnetFrame(evaluating: program, limits)
        let isUsed = worker != nil
        do {
            return try reply(of: runningWorker(), to: request, answer: answer, by: deadline)
        } catch .ended where isUsed {
            guard let worker, worker.end().isFromOutside else { throw .ended }
            self.worker = nil
            return try reply(of: runningWorker(), to: request, answer: answer, by: deadline)
        }
    }

    private func reply(
        of worker: WorkerProcess,
        to request: JsonnetFrame,
        answer: (JsonnetImports.Key) -> JsonnetFrame,
        by deadline: WorkerProcess.Deadline
    ) throws(WorkerProcess.Failure) -> JsonnetFrame {
        try worker.send(request, by: deadline)
        while true {
            // Error texts have a bound of their own; see the worker.
            let reply = try worker.receive(atMost: max(limits.jsonnetOutputBytes, 1 << 20) + 1024, by: deadline)
            switch reply.kind {
            case .importing:
                try worker.send(answer(JsonnetImports.Key(directory: reply.text(0), path: reply.text(1))), by: deadline)
            case .result, .tooLarge, .errorText: return reply
            case .evaluate, .found, .refused: throw .brokenProtocol
            }
        }
    }

    private func runningWorker() throws(WorkerProcess.Failure) -> WorkerProcess {
        if let worker, worker.isRunning { return worker }
        let new = try WorkerProcess(executable: executable, arguments: arguments)
        worker = new
        return new
    }

    /// Ends the child, whatever state it is in, and says why the evaluation failed.
    private func diagnostic(of failure: WorkerProcess.Failure, file: FileID) -> Diagnostic {
        let ending = worker?.end() ?? .unknown
        let lastWords = worker?.lastWords ?? ""
        worker = nil
        switch failure {
        case .cannotStart(let reason): return .jsonnetWorkerNotStarted(executable, reason: reason, file: file)
        case .deadlinePassed: return .jsonnetTimeout(seconds: limits.jsonnetSeconds, file: file)
        case .brokenProtocol, .frameTooLarge:
            return .jsonnetWorkerFailed("said what it should not", lastWords: lastWords, file: file)
        case .ended:
            switch ending.cause(lastWords: lastWords) {
            case .memory: return .jsonnetMemory(limit: limits.jsonnetBytes, file: file)
            case .time: return .jsonnetTimeout(seconds: limits.jsonnetSeconds, file: file)
            case .nesting: return .jsonnetNesting(file: file)
            case .other(let words): return .jsonnetWorkerFailed(words, lastWords: lastWords, file: file)
            }
        }
    }
}
