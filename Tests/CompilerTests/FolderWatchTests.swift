import Foundation
import TestSupport
import Testing

@testable import Compiler

@Suite struct FolderWatchTests {
    /// Both ways of noticing, held to the same.
    enum Way: CaseIterable {
        #if os(Linux)
            case inotify
        #endif
        case polling

        func source(_ paths: [String]) throws -> any ChangeSource {
            switch self {
            #if os(Linux)
                case .inotify: try Inotify(WatchedTree(paths: paths))
            #endif
            case .polling: FolderPolling(WatchedTree(paths: paths))
            }
        }
    }

    @Test(arguments: Way.allCases)
    func noticesWhatHappensInAFolder(way: Way) throws {
        try withTemporaryFolder { folder in
            let manager = FileManager.default
            try manager.createDirectory(atPath: "\(folder)/deep/deeper", withIntermediateDirectories: true)
            let source = try way.source([folder])
            #expect(!source.wait(milliseconds: 0), "nothing has happened yet")
            try Data("one".utf8).write(to: URL(filePath: "\(folder)/file"))
            #expect(source.wait(milliseconds: 5000))
            try Data("longer".utf8).write(to: URL(filePath: "\(folder)/deep/deeper/file"))
            #expect(source.wait(milliseconds: 5000))
            #expect(rename("\(folder)/deep/deeper/file", "\(folder)/file") == 0)
            #expect(source.wait(milliseconds: 5000))
            try manager.removeItem(atPath: "\(folder)/deep")
            #expect(source.wait(milliseconds: 5000))
            while source.wait(milliseconds: 50) {}
            #expect(!source.wait(milliseconds: 0))
        }
    }

    @Test(arguments: Way.allCases)
    func noticesWhatComesWhereNothingWas(way: Way) throws {
        try withTemporaryFolder { folder in
            let source = try way.source(["\(folder)/not/there/yet"])
            try FileManager.default.createDirectory(atPath: "\(folder)/not", withIntermediateDirectories: true)
            #expect(source.wait(milliseconds: 5000))
        }
    }

    /// Links could lead anywhere, also back; `.git` changes all the time.
    @Test func hiddenFoldersAndLinksAreNotVisited() throws {
        try withTemporaryFolder { folder in
            let manager = FileManager.default
            for name in ["plain/inner", ".git/objects"] {
                try manager.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
            }
            try manager.createSymbolicLink(atPath: "\(folder)/plain/loop", withDestinationPath: "..")
            var visited: [String] = []
            WatchedTree(paths: [folder]).forEachFolder { visited.append($0) }
            #expect(visited == [folder, "\(folder)/plain", "\(folder)/plain/inner"])
        }
    }

    @Test func whatHappensTogetherIsOneChange() {
        let source = ScriptedSource(answers: [true, true, true, false, true])
        FolderWatch(source).waitForChange()
        #expect(source.waits == [nil, 50, 50, 50])
    }

    /// Somebody who never stops writing does not keep us from looking.
    @Test func lookingIsNotPutOffForEver() {
        let source = RestlessSource()
        FolderWatch(source).waitForChange()
        #expect(source.calls > 1)
    }

    private final class ScriptedSource: ChangeSource {
        private var answers: [Bool]
        private(set) var waits: [Int32?] = []

        init(answers: [Bool]) { self.answers = answers }

        func wait(milliseconds: Int32?) -> Bool {
            waits.append(milliseconds)
            return answers.removeFirst()
        }
    }

    private final class RestlessSource: ChangeSource {
        private(set) var calls = 0

        func wait(milliseconds: Int32?) -> Bool {
            calls += 1
            return true
        }
    }
}
