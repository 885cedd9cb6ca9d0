extension OutputFolder {
    /// Where in the folder a file lies that is named as a user does, relative to the working folder.
    /// - Returns: `nil` for one that lies elsewhere.
    package func relativePath(of file: String) -> String? {
        let (folder, file) = (Self.resolved(path), Self.resolved(file))
        return file.starts(with: folder) && file.count > folder.count
            ? file.dropFirst(folder.count).joined(separator: "/") : nil
    }

    /// The parts of the absolute path, links followed as far as there is something.
    private static func resolved(_ path: String) -> [String] {
        var parts: [String] = []
        for part in (path.hasPrefix("/") ? path : "\(Disk.workingFolder)/\(path)").split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(String(part))
            }
        }
        var missing: [String] = []
        while !parts.isEmpty {
            if let real = try? Disk.realPath("/" + parts.joined(separator: "/")) {
                return real.split(separator: "/").map(String.init) + missing
            }
            missing.insert(parts.removeLast(), at: 0)
        }
        return missing
    }
}
