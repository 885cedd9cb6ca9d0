internal import CJsonnet

/// One run of libjsonnet. The only code that sees its handle: made in `init`, freed in `deinit`.
final class JsonnetVM {
    /// Calls inside one another before libjsonnet gives up by itself: its own default, said here because messages do.
    static let maximumStack = 500

    private static let uncollectedObjects: UInt32 = 1_000_000

    /// Has the process allocate as libjsonnet needs it.
    static func tuneAllocation() { spindle_jsonnet_tune_allocation() }

    enum Outcome {
        case json([UInt8])
        /// JSON above the limit, which was not copied.
        case tooLarge(bytes: Int)
        case errorText([UInt8])
    }

    /// What an import comes to: the name of the file and its content, or the reason against it.
    enum ImportAnswer {
        case found(name: String, content: [UInt8])
        case refused(reason: String)
    }

    /// Answers an import: the directory of the importing file with a closing `/`, as libjsonnet cuts it from the name of
    /// that file, and the path as the program has it.
    typealias ImportAnswerer = (_ directory: String, _ path: String) -> ImportAnswer

    private let vm: OpaquePointer
    private let answer: ImportAnswerer
    private let importer: UnsafeMutablePointer<SpindleJsonnetImporter>

    init(answer: @escaping ImportAnswerer) {
        vm = jsonnet_make()
        self.answer = answer
        importer = .allocate(capacity: 1)
        importer.initialize(to: SpindleJsonnetImporter())
        jsonnet_max_stack(vm, UInt32(Self.maximumStack))
        // All of the trace: in a cut one, frames of the standard library can push out every frame of the user's.
        jsonnet_max_trace(vm, 0)
        // A program of ordinary size never fills this many, and looking for garbage takes a third of the time of one that
        // works on the data of a large fleet. The process has a limit of its own on memory.
        jsonnet_gc_min_objects(vm, Self.uncollectedObjects)
        importer.pointee = SpindleJsonnetImporter(
            import: { context, directory, path, found, text, length in
                guard let context, let directory, let path, let found, let text, let length else { return 1 }
                let vm = Unmanaged<JsonnetVM>.fromOpaque(context).takeUnretainedValue()
                switch vm.answer(String(cString: directory), String(cString: path)) {
                case .found(let name, let content):
                    found.pointee = vm.buffer(of: Array(name.utf8))
                    text.pointee = vm.buffer(of: content)
                    length.pointee = content.count
                    return 0
                case .refused(let reason):
                    text.pointee = vm.buffer(of: Array(reason.utf8))
                    length.pointee = reason.utf8.count
                    return 1
                }
            },
            context: Unmanaged.passUnretained(self).toOpaque()
        )
        spindle_jsonnet_set_importer(vm, importer)
    }

    deinit {
        jsonnet_destroy(vm)
        importer.deinitialize(count: 1)
        importer.deallocate()
    }

    /// Gives a variable to all programs, which read it by `std.extVar`.
    /// - Parameter text: UTF-8 without NUL bytes, which would end it.
    func setExternal(_ name: String, to text: [UInt8]) {
        let value = buffer(of: text)
        defer { jsonnet_realloc(vm, value, 0) }
        jsonnet_ext_var(vm, name, value)
    }

    /// Evaluates a program.
    /// - Parameters:
    ///   - source: UTF-8 without NUL bytes, which would end it.
    ///   - name: what libjsonnet calls the program in its errors.
    ///   - outputLimit: bytes of JSON that are worth copying.
    func evaluate(_ source: [UInt8], named name: String, outputLimit: Int) -> Outcome {
        let snippet = buffer(of: source)
        defer { jsonnet_realloc(vm, snippet, 0) }
        var failed: Int32 = 0
        guard let text = jsonnet_evaluate_snippet(vm, name, snippet, &failed) else {
            return .errorText(Array("INTERNAL ERROR: no result".utf8))
        }
        defer { jsonnet_realloc(vm, text, 0) }
        var count = 0
        while text[count] != 0 { count += 1 }
        let output = UnsafeRawBufferPointer(start: text, count: count)
        if failed != 0 { return .errorText(Array(output)) }
        return count > outputLimit ? .tooLarge(bytes: count) : .json(Array(output))
    }

    /// Bytes and a NUL in a buffer of the VM. Without memory, `jsonnet_realloc` ends the process.
    private func buffer(of bytes: [UInt8]) -> UnsafeMutablePointer<CChar>? {
        guard let buffer = jsonnet_realloc(vm, nil, bytes.count + 1) else { return nil }
        UnsafeMutableRawBufferPointer(start: buffer, count: bytes.count).copyBytes(from: bytes)
        buffer[bytes.count] = 0
        return buffer
    }
}
