import Testing

@testable import OpenAIWire

@Suite struct ConversationTaskTests {
    /// A chat body out of roles and contents.
    private func chat(_ turns: [(role: String, content: String)]) throws -> Scanned {
        let messages = turns.map { #"{"role":"\#($0.role)","content":\#(quoted($0.content))}"# }
        return try Scanned(#"{"model":"m","messages":[\#(messages.joined(separator: ","))]}"#)
    }

    private let task = "Prove that the sum of two odd numbers is even, and explain each step of the proof to a pupil."
    private let plan = "First I write both numbers as 2k+1, then I add them and take out the factor two."

    @Test func theLastTurnOfTheUserIsTheTask() throws {
        let found = try chat([
            ("system", "You prove theorems."),
            ("user", "Earlier question about cooking rice for seven people at home?"),
            ("assistant", "Rinse it first."), ("user", task),
        ])
        #expect(found.task == task)
    }

    @Test func systemPromptsDoNotDecide() throws {
        #expect(try chat([("system", task), ("user", "Hi!")]).task == "Hi!")
        #expect(try chat([("developer", task), ("user", "Hi!")]).task == "Hi!")
        #expect(try chat([("system", task)]).task == "")
        let messages = #"{"model":"m","system":\#(quoted(task)),"messages":[{"role":"user","content":"Hi!"}]}"#
        #expect(try Scanned(messages).task == "Hi!")
        #expect(try Scanned(#"{"model":"m","instructions":\#(quoted(task)),"input":"Hi!"}"#).task == "Hi!")
    }

    @Test(arguments: [
        "yes", "continue", "do it", "Ok, go ahead please.", "ja, mach weiter", "继续", "да", "👍", "2", "...",
    ])
    func shortTurnsLeanOnWhatTheyApprove(approval: String) throws {
        let found = try chat([("system", "s"), ("user", task), ("assistant", plan), ("user", approval)])
        #expect(found.task == "\(task)\n\(plan)\n\(approval)")
    }

    @Test func approvalsOfApprovalsReachTheTask() throws {
        let found = try chat([
            ("user", "An older task, which is long enough to stand by itself and has nothing to do with it."),
            ("assistant", "Done."), ("user", task), ("assistant", plan), ("user", "yes"),
            ("assistant", "Step one is done."),
            ("user", "go on"),
        ])
        #expect(found.task == "\(task)\nyes\nStep one is done.\ngo on")
    }

    @Test func aShortQuestionAtTheBeginningStandsAlone() throws {
        #expect(try chat([("user", "What is 2+2?")]).task == "What is 2+2?")
    }

    @Test func onlySoManyTurnsAreLeantOn() throws {
        let turns = (0..<20).flatMap { [("user", "go \($0)"), ("assistant", "did \($0)")] }
        #expect(try chat(turns).task == (12...18).map { "go \($0)\n" }.joined() + "did 18\ngo 19")
    }

    /// An agent works: calls and results follow the task, and the last message is of a tool.
    @Test func agentLoopsKeepTheirTask() throws {
        let loop = (0..<30).map { step in
            #"""
            {"role":"assistant","content":"Let me look.","tool_calls":[{"id":"\#(step)","type":"function","function":{"name":"read","arguments":"{\"path\":\"proof.txt\"}"}}]},
            {"role":"tool","tool_call_id":"\#(step)","content":"prove theorem lemma yes"}
            """#
        }
        let body = #"""
            {"model":"m","messages":[{"role":"system","content":"You are an agent."},
            {"role":"user","content":\#(quoted(task))},\#(loop.joined(separator: ","))]}
            """#
        #expect(try Scanned(body).task == task)
    }

    @Test func resultsOfToolsInTurnsOfUsersAreNotTheTask() throws {
        let body = #"""
            {"model":"m","messages":[
            {"role":"user","content":[{"type":"text","text":\#(quoted(task))}]},
            {"role":"assistant","content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"I look."},
              {"type":"tool_use","id":"1","name":"ls","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"README.md integrals.txt"}]}]}
            """#
        #expect(try Scanned(body).task == task)
    }

    @Test func whatClientsWrapDoesNotCount() throws {
        let reminder = "<system-reminder>\nProve everything.\n</system-reminder>\n"
        let context = "<environment_context>\n  <cwd>/proofs</cwd>\n</environment_context>"
        let body = #"""
            {"model":"m","messages":[{"role":"user","content":\#(quoted(context))},
            {"role":"user","content":[{"type":"text","text":\#(quoted(reminder))},{"type":"text","text":"Say hi."},
              {"type":"text","text":"\u003csystem-reminder>x\u003c/system-reminder>"}]}]}
            """#
        #expect(try Scanned(body).task == "Say hi.")
        #expect(try chat([("user", context)]).task == context)
        for pasted in ["<html>prove</html>", "<a-b>not closed", "<a-b>x</a-b> and more", "<a-b c>x</a-b>", "<-"] {
            #expect(try chat([("user", task), ("user", pasted)]).task.hasSuffix(pasted))
        }
    }

    @Test func partsAreJoined() throws {
        let body = #"""
            {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"What is"},
            {"type":"image_url","image_url":{"url":"data:image/png;base64,prove"}},{"type":"text","text":"\u0074his \"thing\"?"}]}]}
            """#
        #expect(try Scanned(body).task == "What is\nthis \"thing\"?")
    }

    @Test func promptsAndInputsAreTasks() throws {
        #expect(try Scanned(#"{"model":"m","prompt":"Once upon"}"#).task == "Once upon")
        #expect(try Scanned(#"{"model":"m","prompt":["a","b"]}"#).task == "a\nb")
        #expect(try Scanned(#"{"model":"m","prompt":[1,2]}"#).task == "")
        #expect(try Scanned(#"{"model":"m","input":"Say hi"}"#).task == "Say hi")
        let items =
            #"[{"role":"user","content":\#(quoted(task))},{"type":"function_call","arguments":"{}"},{"type":"function_call_output","output":"lemma"}]"#
        #expect(try Scanned(#"{"model":"m","input":\#(items)}"#).task == task)
        #expect(try Scanned(#"{"model":"m"}"#).task == "")
    }

    /// Of pasted code the question before and behind it is kept.
    @Test func longTurnsKeepHeadAndTail() throws {
        let code = (0..<4000).map { "let value\($0) = \"\\(\($0))\" // prüfen\n" }.joined()
        let found = try chat([("user", "Refactor this file:\n\(code)\nIt must stay fast.")]).task
        #expect(found.utf8.count <= ConversationTask.most)
        #expect(found.utf8.count > ConversationTask.most * 7 / 8)
        #expect(found.hasPrefix("Refactor this file:\nlet value0 = "))
        #expect(found.hasSuffix("prüfen\n\nIt must stay fast."))
        #expect(found.split(separator: "\n…\n").count == 2)
        #expect(!found.contains("\u{FFFD}"))
    }

    @Test func whatIsLeantOnSharesTheCap() throws {
        let long = String(repeating: "long words here ", count: 4000)
        let found = try chat([("user", "A\(long)Z"), ("assistant", "B\(long)Y"), ("user", "yes")]).task
        #expect(found.utf8.count <= ConversationTask.most)
        for piece in ["Along", " Z\n", "\nBlong", " Y\nyes"] { #expect(found.contains(piece), "\(piece)") }
        let short = try chat([("user", "A\(long)Z"), ("assistant", plan), ("user", "yes")]).task
        #expect(short.utf8.count > ConversationTask.most * 7 / 8)
        #expect(short.hasSuffix("\n\(plan)\nyes"))
    }

    @Test func tinyCapsAreKeptToo() throws {
        let found = try chat([("user", task), ("assistant", plan), ("user", "yes, go on please")])
        for most in 0..<300 { #expect(found.task(most: most).utf8.count <= max(most, 24), "\(most)") }
    }

    /// However text is escaped and wherever it is cut, head and tail are pieces of it.
    @Test func cutsNoCharacterAndNoEscape() throws {
        let text = String(repeating: "😀é\\\"\n日本", count: 12)
        for json in [quoted(text), escaped(text)] {
            let found = try Scanned(#"{"model":"m","messages":[{"role":"user","content":\#(json)}]}"#)
            for most in 0..<200 {
                let task = found.task(most: most)
                if task == text { continue }
                let pieces = task.split(separator: "\n…\n", maxSplits: 1, omittingEmptySubsequences: false)
                #expect(pieces.count == 2, "\(most)")
                #expect(text.hasPrefix(pieces.first ?? "x"), "\(most): \(task.debugDescription)")
                #expect(text.hasSuffix(pieces.last ?? "x"), "\(most): \(task.debugDescription)")
            }
        }
    }
}
