import AgentConfig
import Testing

@testable import Routing

@Suite struct MarkerTests {
    private func markers(_ text: String) -> Set<RouterConfig.Marker> { PromptCensus(Array(text.utf8)).markers }

    @Test(arguments: [
        "", "What is the capital of France?", "Let me know (please), if you can: it is urgent!",
        "for example: a, b and c\nfor each of them: d, e and f, please", "It costs $5 to $10, or 5% more (plus tax).",
        "Go to https://example.com/?a=b&c=d&e=f&g=h and tell me what it says.", "if so:\ntry again; or else, wait.",
        "1. First (of all)\n2. Second (of all)\n3. Third (of all)", "He said \"yes\" and left; she said \"no\"!",
        "  - a list (with a remark)\n  - another one (with a remark)", "Caf\u{E9} na\u{EF}ve r\u{E9}sum\u{E9}",
        "At 10:30 we met (at the station).\nat noon: lunch", "A − B ≥ C • D", "#1 in the charts",
        "let us see, and return the book",
    ])
    func proseHasNone(text: String) { #expect(markers(text) == []) }

    @Test(arguments: [
        ("```swift\nprint(1)\n```", RouterConfig.Marker.code),
        ("What does for (int i = 0; i < n; i++) { sum += a[i]; } do?", .code),
        ("Fix this:\ndef f(x):\n    return x * (x + 1)\n", .code),
        ("#include <stdio.h>", .code),
        ("func add(_ a: Int) -> Int {\n    let b = f(a)\n}", .code),
        ("SELECT name FROM users WHERE (id = 3);\nSELECT 1 + 1;", .code),
        ("const f = async () => { await g(); };", .code),
        (#"Show that $a^2 + b^2 = c^2$ holds."#, .maths),
        (#"\frac{1}{2}"#, .maths),
        ("Solve x^2 + 3x - 4 = 0", .maths),
        ("∀x ∈ ℝ: x·0 = 0", .maths),
        (#"Compute \( x + y \) for me"#, .maths),
        ("Traceback (most recent call last):\n  File \"a.py\", line 3, in f", .trace),
        ("Exception in thread \"main\" java.lang.Error\n\tat a.b.C.d(C.java:12)", .trace),
        ("TypeError: x is not a function\n    at f (/app/a.js:1:2)\n    at g (/app/b.js:3:4)", .trace),
        ("thread 'main' panicked at src/main.rs:2:5", .trace),
        ("goroutine 1 [running]:", .trace),
        ("#0  0x00007f in main ()\n#1  0x00008f in start ()", .trace),
        (#"{"name": "x", "age": 3}"#, .json),
        ("Clean this:\n[\n  {\"a\": 1},\n  {\"b\" : 2}\n]", .json),
        ("| a | b |\n|---|---|\n| 1 | 2 |", .table),
        ("name,age,city\nAnn,3,Rome\nBob,4,Oslo", .table),
        ("a\tb\n1\t2\n3\t4", .table),
        ("Сколько будет два плюс два?", .cyrillic),
        ("ما هي عاصمة فرنسا؟", .arabic),
        ("请把这段文字翻译成英文", .chinese),
        ("この文章を英語に翻訳してください", .japanese),
        ("이 글을 영어로 번역해 주세요", .korean),
        ("Ποια είναι η πρωτεύουσα;", .greek),
        ("מהי בירת צרפת?", .hebrew),
        ("फ्रांस की राजधानी क्या है?", .devanagari),
        ("เมืองหลวงของฝรั่งเศสคืออะไร", .thai),
    ])
    func whatTextsLookLike(text: String, marker: RouterConfig.Marker) {
        #expect(markers(text).contains(marker), "\(markers(text))")
        let others = RouterConfig.Marker.allCases.filter { $0 != marker }
        // A trace may hold code, too, and nothing else is two of these.
        #expect(markers(text).isDisjoint(with: others.filter { marker != .trace || $0 != .code }), "\(markers(text))")
    }

    @Test func aFewLettersOfAScriptAreNone() {
        #expect(markers("How do I say привет in French, and how is it pronounced there?") == [])
        #expect(markers("Translate: Как тебя зовут?") == [.cyrillic])
    }

    @Test(arguments: [
        "\n", "\n\n\n", "$", "$$", "\\", "^", "\"", "\t", "x\\", "`", "a^", "^a", "\\(", "é", "\u{1F680}", "$ $ $", "#",
    ])
    func endsAreNoPlacesToFail(text: String) {
        _ = markers(text)
        _ = markers(text + text)
        _ = markers("a" + text)
    }
}
