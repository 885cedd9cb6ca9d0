/// What changes in a file, as `diff -u` and git show it.
package struct UnifiedDiff {
    private static let context = 3

    private enum Line {
        case same(ArraySlice<UInt8>)
        case removed(ArraySlice<UInt8>)
        case added(ArraySlice<UInt8>)

        var isSame: Bool { if case .same = self { true } else { false } }
        var isRemoved: Bool { if case .removed = self { true } else { false } }
        var isAdded: Bool { if case .added = self { true } else { false } }
    }

    private let path: String
    private let lines: [Line]
    private let hidden: Set<[UInt8]>

    /// - Parameters:
    ///   - hidden: texts that asterisks stand for, wherever they are.
    package init(path: String, from old: [UInt8], to new: [UInt8], hiding hidden: Set<[UInt8]> = []) {
        self.path = path
        self.hidden = hidden
        lines = Self.lines(from: Self.split(old), to: Self.split(new))
    }

    /// Text for a terminal; nothing when nothing changes.
    package func render(color: Bool) -> String {
        let hunks = self.hunks()
        guard !hunks.isEmpty else { return "" }
        let name = TerminalText.visible(path)
        return paint("1", "--- a/\(name)\n+++ b/\(name)", color) + "\n"
            + hunks.map { render($0, color: color) }.joined()
    }

    private static func split(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static func lines(from old: [ArraySlice<UInt8>], to new: [ArraySlice<UInt8>]) -> [Line] {
        let difference = new.difference(from: old)
        var (removed, added) = (Set<Int>(), Set<Int>())
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var lines: [Line] = []
        var (before, after) = (0, 0)
        while before < old.count || after < new.count {
            if removed.contains(before) {
                lines.append(.removed(old[before]))
                before += 1
            } else if added.contains(after) {
                lines.append(.added(new[after]))
                after += 1
            } else {
                lines.append(.same(new[after]))
                (before, after) = (before + 1, after + 1)
            }
        }
        return lines
    }

    /// The changed lines with their neighbours, as ranges of `lines`.
    private func hunks() -> [Range<Int>] {
        var hunks: [Range<Int>] = []
        for index in lines.indices where !lines[index].isSame {
            let around = max(0, index - Self.context)..<min(lines.count, index + Self.context + 1)
            if let last = hunks.last, last.upperBound >= around.lowerBound {
                hunks[hunks.count - 1] = last.lowerBound..<around.upperBound
            } else {
                hunks.append(around)
            }
        }
        return hunks
    }

    private func render(_ hunk: Range<Int>, color: Bool) -> String {
        let (before, inside) = (lines[..<hunk.lowerBound], lines[hunk])
        let old = header(start: before.count { !$0.isAdded }, count: inside.count { !$0.isAdded })
        let new = header(start: before.count { !$0.isRemoved }, count: inside.count { !$0.isRemoved })
        return paint("36", "@@ -\(old) +\(new) @@", color) + "\n"
            + inside.map { line in
                switch line {
                case .same(let text): " \(shown(text))\n"
                case .removed(let text): paint("31", "-\(shown(text))", color) + "\n"
                case .added(let text): paint("32", "+\(shown(text))", color) + "\n"
                }
            }.joined()
    }

    private func header(start: Int, count: Int) -> String { "\(count == 0 ? start : start + 1),\(count)" }

    private func shown(_ line: ArraySlice<UInt8>) -> String {
        var bytes = Array(line)
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        for text in hidden where !text.isEmpty {
            var start = 0
            while start + text.count <= bytes.count {
                guard bytes[start...].starts(with: text) else {
                    start += 1
                    continue
                }
                let end = start + text.count
                bytes.replaceSubrange(start..<end, with: repeatElement(UInt8(ascii: "*"), count: text.count))
                start = end
            }
        }
        return TerminalText.visible(String(decoding: bytes, as: UTF8.self))
    }

    private func paint(_ code: String, _ text: String, _ color: Bool) -> String {
        color ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
