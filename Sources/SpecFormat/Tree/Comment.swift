/// A comment, from its `#` to the end of its line.
struct Comment {
    var text: String
    /// Unicode scalars in front of it on its line.
    var column: Int
    /// Whether nothing but blanks stands in front of it.
    var isOwnLine: Bool
    /// Whether a blank line stands above it.
    var hasBlankBefore: Bool
}
