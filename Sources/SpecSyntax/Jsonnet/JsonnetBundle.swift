import Diagnostics

/// One program in the place of a program and all files that it imports.
///
/// libjsonnet reads its own standard library anew for every file, which takes it about fifteen milliseconds: a hundred
/// times what it takes for a file of ordinary size. Here each file becomes a variable, evaluated when it is needed and once,
/// as an import is:
///
///     local __spindle0 = (…), __spindle1 = (…);
///     …
struct JsonnetBundle {
    private(set) var source: [UInt8] = []

    /// - Parameter find: gives an imported file; `nil` for one that cannot be.
    /// - Returns: `nil` when a file cannot be moved: something it imports is not there, it is not closed, or it uses names
    ///   that are needed here. An evaluation of the files themselves then says what is wrong, if anything is.
    init?(_ program: JsonnetProgram, find: (JsonnetImports.Key) -> SourceFile?) {
        var files = Files()
        guard let main = files.text(of: SourceFile(path: program.path, bytes: program.source), find: find) else {
            return nil
        }
        // Files that are imported import others.
        var next = 0
        var variables: [[UInt8]] = []
        while next < files.imported.count {
            guard let text = files.text(of: files.imported[next], find: find) else { return nil }
            variables.append(Array("\(Self.prefix)\(next) = ".utf8) + text)
            next += 1
        }
        if !variables.isEmpty {
            source = Array("local ".utf8) + variables.joined(separator: ",\n".utf8) + Array(";\n".utf8)
        }
        source += main
    }

    private static let prefix = "__spindle"

    private struct Files {
        private(set) var imported: [SourceFile] = []
        private var positions: [String: Int] = [:]

        /// A file in parentheses, with variables in the place of imports.
        mutating func text(of file: SourceFile, find: (JsonnetImports.Key) -> SourceFile?) -> [UInt8]? {
            // What is not closed would take the text behind it along.
            let bytes = Array("(\n".utf8) + file.bytes.dropFirst(file.bytes.byteOrderMarkSize) + Array("\n)".utf8)
            var scratch = SourceMap()
            let source = JsonnetSource(scratch.add(path: file.path, bytes: bytes), in: scratch)
            let all = source.tokens.indices
            guard let last = all.last, source.tokens[last].upper == bytes.count,
                source.partner(of: 0, in: all) == last, !source.names.contains(where: { $0.hasPrefix(prefix) })
            else { return nil }
            var text: [UInt8] = []
            var copied = 0
            for index in all where source.tokens[index].kind == .import || source.tokens[index].kind == .importText {
                guard index < last, source.tokens[index + 1].kind == .string, let path = source.text(of: index + 1),
                    let found = find(JsonnetImports.Key(directory: source.directory, path: path))
                else { return nil }
                text += bytes[copied..<source.tokens[index].lower]
                text += replacement(of: found, isText: source.tokens[index].kind == .importText).utf8
                copied = source.tokens[index + 1].upper
            }
            return text + bytes[copied...]
        }

        private mutating func replacement(of file: SourceFile, isText: Bool) -> String {
            if isText {
                let text = file.bytes.dropFirst(file.bytes.byteOrderMarkSize)
                return "@'"
                    + String(decoding: text, as: UTF8.self).split(separator: "'", omittingEmptySubsequences: false)
                    .joined(separator: "''") + "'"
            }
            let position = positions[file.path] ?? imported.count
            if position == imported.count {
                positions[file.path] = position
                imported.append(file)
            }
            return "\(prefix)\(position)"
        }
    }
}
