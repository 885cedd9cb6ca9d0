import COnnxRuntime

/// ONNX Runtime's library, opened for as long as the process lives: it cannot be closed safely, for its threads outlive it.
///
/// The pointers are immutable, and the library says of all functions used here that threads may share what they take
/// (OrtApi::Run "can be called concurrently", one environment serves all sessions).
package final class OnnxRuntime: @unchecked Sendable {
    fileprivate let api: spindle_ort_api
    fileprivate let environment: UnsafeMutableRawPointer
    fileprivate let memory: UnsafeMutableRawPointer
    package let version: String

    /// - Parameter places: paths, or names that the system's loader looks for; the first that is there is taken.
    package init(places: [String]) throws(ClassifierFailure) {
        var reason = "no place was named"
        var found: (path: String, base: UnsafePointer<spindle_ort_base>)?
        for place in places where found == nil {
            var error: UnsafePointer<CChar>?
            if let base = spindle_ort_open(place, &error) {
                found = (place, base)
            } else {
                reason = error.map { String(cString: $0) } ?? "it has no function OrtGetApiBase"
            }
        }
        guard let (path, base) = found else { throw .noLibrary(tried: places, reason: reason) }
        version = String(cString: spindle_ort_version(base))
        guard let api = spindle_ort_get_api(base) else { throw .libraryTooOld(path: path, version: version) }
        self.api = api
        environment = try Self.made(api, path) { spindle_ort_create_env(api, $0) }
        memory = try Self.made(api, path) { spindle_ort_create_memory_info(api, $0) }
    }

    /// What a function gives out, or why it did not.
    fileprivate static func made(
        _ api: spindle_ort_api,
        _ path: String,
        _ make: (UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> UnsafeMutableRawPointer?
    ) throws(ClassifierFailure) -> UnsafeMutableRawPointer {
        var made: UnsafeMutableRawPointer?
        if let status = make(&made) { throw .refused(path: path, reason: message(api, status)) }
        guard let made else { throw .refused(path: path, reason: "it has said nothing") }
        return made
    }

    /// The words of a status, which is freed.
    fileprivate static func message(_ api: spindle_ort_api, _ status: UnsafeMutableRawPointer) -> String {
        defer { spindle_ort_release_status(api, status) }
        return String(cString: spindle_ort_message(api, status))
    }
}

/// A model that is loaded. Threads may share it; each computes on its own.
final class OnnxSession: @unchecked Sendable {
    private let runtime: OnnxRuntime
    private let session: UnsafeMutableRawPointer
    private let path: String

    init(_ runtime: OnnxRuntime, path: String) throws(ClassifierFailure) {
        self.runtime = runtime
        self.path = path
        session = try OnnxRuntime.made(runtime.api, path) {
            spindle_ort_create_session(runtime.api, runtime.environment, path, $0)
        }
    }

    deinit { spindle_ort_release_session(runtime.api, session) }

    /// - Parameters:
    ///   - inputs: rows of one length by name; each is a tensor [1, length].
    ///   - outputs: names of tensors of floats.
    /// - Returns: the numbers of each output.
    func run(_ inputs: [(name: String, row: [Int64])], _ outputs: [String]) throws(ClassifierFailure) -> [[Float]] {
        let api = runtime.api
        var tensors: [UnsafeRawPointer?] = []
        var answers = [UnsafeMutableRawPointer?](repeating: nil, count: outputs.count)
        // Tensors borrow the numbers, which therefore lie in memory of their own until the end.
        var rows: [UnsafeMutableBufferPointer<Int64>] = []
        let names = CStrings(inputs.map(\.name) + outputs)
        defer {
            for tensor in tensors { spindle_ort_release_value(api, UnsafeMutableRawPointer(mutating: tensor)) }
            for case let answer? in answers { spindle_ort_release_value(api, answer) }
            for row in rows { row.deallocate() }
        }
        for (_, numbers) in inputs {
            let row = UnsafeMutableBufferPointer<Int64>.allocate(capacity: numbers.count)
            _ = row.initialize(from: numbers)
            rows.append(row)
            let tensor = try OnnxRuntime.made(api, path) {
                spindle_ort_create_row(api, runtime.memory, row.baseAddress, row.count, $0)
            }
            tensors.append(UnsafeRawPointer(tensor))
        }
        let failed = names.withPointers { names in
            spindle_ort_run(
                api,
                session,
                names.baseAddress,
                tensors,
                tensors.count,
                names.baseAddress.map { $0 + inputs.count },
                outputs.count,
                &answers
            )
        }
        if let failed { throw .refused(path: path, reason: OnnxRuntime.message(api, failed)) }
        var found: [[Float]] = []
        for (name, answer) in zip(outputs, answers) {
            var numbers: UnsafePointer<Float>?
            var count = 0
            if let status = spindle_ort_floats(api, answer, &numbers, &count) {
                throw .refused(path: path, reason: OnnxRuntime.message(api, status))
            }
            guard let numbers else { throw .badAnswer(output: name, reason: "is no tensor of floats") }
            found.append(Array(UnsafeBufferPointer(start: numbers, count: count)))
        }
        return found
    }
}

/// Strings as C has them, for as long as they are used.
private struct CStrings {
    private let storage: [[CChar]]

    init(_ strings: [String]) { storage = strings.map { Array($0.utf8CString) } }

    func withPointers<Value>(_ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> Value) -> Value {
        let all = storage.flatMap(\.self)
        return all.withUnsafeBufferPointer { bytes in
            var offset = 0
            let pointers = storage.map { string in
                defer { offset += string.count }
                return bytes.baseAddress.map { $0 + offset }
            }
            return pointers.withUnsafeBufferPointer(body)
        }
    }
}
