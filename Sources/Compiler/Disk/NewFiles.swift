/// Files to write where nothing stands yet: all of them or none, and nothing that is there is touched.
package struct NewFiles: Sendable {
    package typealias File = (path: String, bytes: [UInt8])

    /// Where they go, as the user named it; it need not be there yet.
    package let folder: String
    private let files: [File]

    package struct Failure: Error {
        package var path: String
        package var reason: String
    }

    /// - Parameter files: each with its path relative to the folder, with `/`.
    package init(_ files: [File], in folder: String) {
        self.folder = folder
        self.files = files
    }

    /// The name of a folder, wherever it is seen from.
    package static func name(ofFolder folder: String) -> String {
        let path = (try? Disk.realPath(folder)) ?? folder
        return path.split(separator: "/").last { $0 != "." }.map(String.init) ?? ""
    }

    /// What is in the way, by paths relative to the folder: files, and what is no folder where one is needed. A link to a
    /// folder is in the way, as it leads elsewhere.
    package func obstacles() throws(Failure) -> [String] {
        var found: [String] = []
        for file in files {
            let parts = file.path.split(separator: "/")
            for count in 1...parts.count {
                let path = parts.prefix(count).joined(separator: "/")
                let kind = try attempt(path) { path throws(Disk.Failure) in try Disk.kind(of: path) }
                if kind == nil { break }
                if kind == .folder, count < parts.count { continue }
                if found.last != path { found.append(path) }
                break
            }
        }
        return found
    }

    package func write() throws(Failure) {
        var written: [String] = []
        var folders: [String] = []
        do {
            for file in files {
                let parent = file.path.split(separator: "/").dropLast().joined(separator: "/")
                folders += try attempt(parent) { path throws(Disk.Failure) in try Disk.createFolders(path) }
                try attempt(file.path) { path throws(Disk.Failure) in
                    try Disk.create(path, file.bytes)
                    written.append(path)
                }
            }
        } catch {
            for path in written { try? Disk.removeFile(path) }
            for path in folders.reversed() { Disk.removeEmptyFolder(path) }
            throw error
        }
    }

    private func attempt<Value>(
        _ path: String,
        _ body: (String) throws(Disk.Failure) -> Value
    ) throws(Failure) -> Value {
        do {
            return try body(path.isEmpty ? folder : "\(folder)/\(path)")
        } catch {
            throw Failure(path: error.path, reason: "\(error)")
        }
    }
}
