package import Diagnostics
import SpecSyntax

extension Rule {
    package static let expiredExemption = Rule(
        "SP9008",
        title: "exemption expired",
        explanation: """
            The last day of an exemption is over. What it covered counts as a violation again; this finding says why the fleet
            passed before. Remove the entry once the cause is gone, or give it a later day: that is a new decision, for the owners
            of the policies to review.

            An exemption counts through the whole of its last day, in UTC. A build that must give the same answer later sets
            `SOURCE_DATE_EPOCH`, as other tools read it (reproducible-builds.org). Files are generated without regard to any date.
            """
    )
}

extension Diagnostic {
    static func expiredExemption(_ policy: String, _ expires: Located<CalendarDay>, today: CalendarDay) -> Diagnostic {
        let days = expires.value.days(until: today)
        return Diagnostic(
            .expiredExemption,
            "the exemption from policy `\(policy)` expired on \(expires.value)",
            at: expires.label("\(days) day\(days == 1 ? "" : "s") ago"),
            help: "remove it, or agree on a later day with the owners of the policies"
        )
    }
}
