package import Diagnostics
import SpecSyntax

extension Rule {
    package static let expiringExemption = Rule(
        "SP9009",
        .note,
        title: "exemption expires soon",
        explanation: """
            The last day of an exemption is at most two weeks away. After it what the exemption covers counts as a violation, and
            every pull request fails, whoever it is from. Remove the cause until then, or agree on a later day.
            """
    )
}

extension Diagnostic {
    static func expiringExemption(_ policy: String, _ expires: Located<CalendarDay>, today: CalendarDay) -> Diagnostic {
        let days = today.days(until: expires.value)
        return Diagnostic(
            .expiringExemption,
            "the exemption from policy `\(policy)` expires on \(expires.value)",
            at: expires.label(days == 0 ? "today is its last day" : "in \(days) day\(days == 1 ? "" : "s")")
        )
    }
}
