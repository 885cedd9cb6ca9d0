import Crypto
package import FleetEmit
import FoundationEssentials
import Parallel

/// What Spindle wrote, file by file: pruning, overwriting and the drift check rest on it.
///
/// `spindle.lock.json`: `{"version": 1, "files": {"<path>": {"sha256": "<64 hex>", "from": ["<spec file>[#<path>]"]}}}`,
/// one line a file, so that merges of unrelated changes do not conflict.
package struct LockFile: Sendable, Equatable {
    package struct Entry: Sendable, Equatable, Codable {
        package var sha256: String
        package var from: [String]

        package init(sha256: String, from: [String]) {
            self.sha256 = sha256
            self.from = from
        }
    }

    package static let name = "spindle.lock.json"
    package static let version = 1

    /// By path relative to the folder of the output.
    package var files: [String: Entry]

    package init(files: [String: Entry] = [:]) { self.files = files }

    package init(of files: [GeneratedFile]) {
        let entries = files.concurrentMap { file in
            (file.path, Entry(sha256: Self.digest(of: file.bytes), from: file.origins.map(\.description)))
        }
        self.files = Dictionary(uniqueKeysWithValues: entries)
    }

    package static func digest(of bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in SHA256.hash(data: bytes) {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    // MARK: Reading and writing

    private struct Document: Codable {
        var version: Int
        var files: [String: Entry]
    }

    /// What is wrong with a lock file.
    package struct Malformed: Error {
        package var reason: String
    }

    package init(json bytes: [UInt8]) throws(Malformed) {
        let document: Document
        do {
            document = try JSONDecoder().decode(Document.self, from: Data(bytes))
        } catch {
            throw Malformed(reason: "it is no lock file of Spindle")
        }
        guard document.version == Self.version else {
            throw Malformed(reason: "it is of version \(document.version); this compiler knows \(Self.version)")
        }
        guard document.files.keys.allSatisfy(Self.isInside) else {
            throw Malformed(reason: "it lists a path outside of its folder")
        }
        files = document.files
    }

    /// Only such paths may ever be removed or replaced.
    private static func isInside(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return !path.utf8.contains(0) && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }

    package var json: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(files.count * 512)
        func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
        append("{\n  \"version\": \(Self.version),\n  \"files\": {")
        for (index, (path, entry)) in files.sorted(by: { $0.key < $1.key }).enumerated() {
            append(index == 0 ? "\n    " : ",\n    ")
            QuotedScalar.write(path, to: &bytes)
            append(": {\"sha256\": \"")
            append(entry.sha256)
            append("\", \"from\": [")
            for (index, origin) in entry.from.enumerated() {
                if index > 0 { append(", ") }
                QuotedScalar.write(origin, to: &bytes)
            }
            append("]}")
        }
        append("\n  }\n}\n")
        return bytes
    }
}
