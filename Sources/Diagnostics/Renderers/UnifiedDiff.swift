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
    private let hidden: [[UInt8]]
    /// Whether carriage returns are part of what changes.
    private let showsReturns: Bool

    /// - Parameters:
    ///   - hidden: texts that asterisks stand for, wherever they are.
    package init(path: String, from old: [UInt8], to new: [UInt8], hiding hidden: Set<[UInt8]> = []) {
        self.path = path
        // Of two that overlap the longer one.
        self.hidden = hidden.sorted { $0.count > $1.count }
        let carriageReturn = UInt8(ascii: "\r")
        showsReturns = old.contains(carriageReturn) != new.contains(carriageReturn)
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

    /// Lines with their line breaks, so that a last one without is another one.
    private static func split(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            lines.append(rest[...end])
            rest = rest[(end + 1)...]
        }
        return rest.isEmpty ? lines : lines + [rest]
    }

    /// The search for the smallest difference takes the square of the lines that differ, in time and memory; beyond so many
    /// lines all of them are shown as changed.
    private static let mostSearched = 4000

    private static func lines(from old: [ArraySlice<UInt8>], to new: [ArraySlice<UInt8>]) -> [Line] {
        let top = zip(old, new).prefix { $0 == $1 }.count
        let bottom = zip(old.dropFirst(top).reversed(), new.dropFirst(top).reversed()).prefix { $0 == $1 }.count
        let (inOld, inNew) = (old[top..<(old.count - bottom)], new[top..<(new.count - bottom)])
        let middle: [Line] =
            inOld.count + inNew.count > mostSearched
            ? inOld.map { .removed($0) } + inNew.map { .added($0) } : smallest(from: Array(inOld), to: Array(inNew))
        return new[..<top].map { .same($0) } + middle + new[(new.count - bottom)...].map { .same($0) }
    }

    private static func smallest(from old: [ArraySlice<UInt8>], to new: [ArraySlice<UInt8>]) -> [Line] {
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
                case .same(let text): " \(shown(text))\n" + remark(text)
                case .removed(let text): paint("31", "-\(shown(text))", color) + "\n" + remark(text)
                case .added(let text): paint("32", "+\(shown(text))", color) + "\n" + remark(text)
                }
            }.joined()
    }

    private func header(start: Int, count: Int) -> String { "\(count == 0 ? start : start + 1),\(count)" }

    /// What diff and git say below a last line that does not end.
    private func remark(_ line: ArraySlice<UInt8>) -> String {
        line.last == UInt8(ascii: "\n") ? "" : "\\ No newline at end of file\n"
    }

    private func shown(_ line: ArraySlice<UInt8>) -> String {
        var bytes = Array(line)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r"), !showsReturns { bytes.removeLast() }
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
