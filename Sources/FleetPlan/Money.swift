extension Double {
    /// Rounded to hundredths, so that sums of prices are prices.
    package var cents: Double { (self * 100).rounded() / 100 }

    /// An amount of money with two decimals and groups of three digits: `12,345.60`.
    package var money: String {
        guard abs(self) < 1e15 else { return String(self) }
        let cents = Int((abs(self) * 100).rounded())
        let fraction = String(cents % 100)
        var whole = String(cents / 100)
        var index = whole.count - 3
        while index > 0 {
            whole.insert(",", at: whole.index(whole.startIndex, offsetBy: index))
            index -= 3
        }
        return "\(self < 0 && cents > 0 ? "−" : "")\(whole).\(fraction.count == 1 ? "0" : "")\(fraction)"
    }
}
