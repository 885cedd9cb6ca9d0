import Foundation
import TestSupport
import Testing

@testable import Compiler

@Suite struct NewFilesTests {
    @Test func allOfThemOrNone() throws {
        try withTemporaryFolder { folder in
            // The second cannot be written: what the first made is gone again, folders too.
            let files = NewFiles([("a/b/first", [1]), ("a/b/first/second", [2])], in: "\(folder)/new")
            #expect(throws: NewFiles.Failure.self) { try files.write() }
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/new"))
        }
    }

    @Test func whatStandsIsNeverReplaced() throws {
        try withTemporaryFolder { folder in
            try Data("mine".utf8).write(to: URL(filePath: "\(folder)/second"))
            let files = NewFiles([("first", [1]), ("second", [2])], in: folder)
            #expect(try files.obstacles() == ["second"])
            // Even when it came after somebody had looked for obstacles.
            #expect(throws: NewFiles.Failure.self) { try files.write() }
            #expect(FileManager.default.contents(atPath: "\(folder)/second") == Data("mine".utf8))
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/first"))
        }
    }

    @Test(arguments: [("x/research", "research"), ("x/research/", "research"), ("x/research/.", "research"), ("/", "")])
    func folderHasAName(path: String, name: String) {
        #expect(NewFiles.name(ofFolder: path) == name)
    }

    @Test func nameOfTheCurrentFolderIsKnown() throws {
        try withTemporaryFolder { folder in
            #expect(NewFiles.name(ofFolder: "\(folder)/.") == folder.split(separator: "/").last.map(String.init))
        }
    }
}
