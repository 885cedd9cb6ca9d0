import Testing

@testable import Agent

@Suite struct APIKeysTests {
    private let known = ["portal", "batch"]

    @Test func readsAFile() throws {
        let text = """
            # Of the portal.
            portal sha256:\("one".sha256)   # since May

            \tbatch\tsha256:\("two".sha256.uppercased())\r
            portal sha256:\("three".sha256)
            """
        let keys = try APIKeys(parsing: text, known: known)
        #expect(keys.tenant(ofKey: "one") == "portal")
        #expect(keys.tenant(ofKey: "two") == "batch")
        #expect(keys.tenant(ofKey: "three") == "portal")
        for key in ["", "one ", "One", "one".sha256, "four"] { #expect(keys.tenant(ofKey: key) == nil) }
    }

    @Test func makesKeysThatOpen() throws {
        let (key, line) = APIKeys.make(for: "batch")
        #expect(try APIKeys(parsing: line, known: known).tenant(ofKey: key) == "batch")
        #expect(!line.contains(key))
        #expect(APIKeys.make(for: "batch").key != key)
    }

    @Test(arguments: [
        ("", 1, "there is no key"),
        ("# nothing\n\n", 1, "there is no key"),
        ("portal", 1, "a line is"),
        ("\nportal sha1:00", 2, "a line is"),
        ("portal sha256:00", 1, "64 hex digits"),
        ("portal sha256:" + String(repeating: "g", count: 64), 1, "64 hex digits"),
        ("portal sha256:" + String(repeating: "0", count: 63), 1, "64 hex digits"),
        ("portal sha256:" + String(repeating: "é", count: 32), 1, "64 hex digits"),
        (
            "nobody sha256:" + String(repeating: "0", count: 64), 1,
            "there is no tenant `nobody`; there are `portal`, `batch`"
        ),
        (
            "portal sha256:" + String(repeating: "0", count: 64) + "\nbatch sha256:"
                + String(repeating: "0", count: 64), 2,
            "given twice"
        ),
    ])
    func refusesABadFile(text: String, line: Int, reason: String) {
        do throws(APIKeys.Malformed) {
            _ = try APIKeys(parsing: text, known: known)
            Issue.record("it is taken")
        } catch {
            #expect(error.line == line)
            #expect(error.reason.contains(reason), "\(error)")
        }
    }
}
