import Diagnostics
import SpecSyntax

/// The settings of one thing, in the order of the language, each under its path there.
struct SettingList: Sendable {
    struct Setting: Sendable {
        var path: String
        var value: SettingValue
        /// Whether nobody wrote it: a default, or what follows from other settings.
        var isComputed: Bool
    }

    private(set) var settings: [Setting] = []
    /// Places of values that must not be shown.
    private let secrets: Set<Span>

    init(secrets: Set<Span>) { self.secrets = secrets }

    /// A setting that always has a value: one without a place is a default.
    mutating func add<Value>(_ path: String, _ value: Located<Value>, _ convert: (Value) -> SettingValue) {
        append(path, conceal(convert(value.value), at: value.span), isComputed: value.span == nil)
    }

    /// A setting that may be left out, and has no value then.
    mutating func add<Value>(_ path: String, _ value: Located<Value>?, _ convert: (Value) -> SettingValue) {
        if let value { append(path, conceal(convert(value.value), at: value.span), isComputed: false) }
    }

    /// A setting whose place is not known.
    mutating func add(_ path: String, _ value: SettingValue?, isComputed: Bool = false) {
        if let value { append(path, value, isComputed: isComputed) }
    }

    /// A setting that may be left out, with its default.
    mutating func add<Value>(
        _ path: String,
        _ value: Located<Value>?,
        default preset: Value,
        _ convert: (Value) -> SettingValue
    ) {
        add(path, value ?? Located(preset, at: nil), convert)
    }

    mutating func add(_ path: String, list: [Located<String>]?) {
        guard let list, !list.isEmpty else { return }
        add(path, .list(list.map { conceal(.text($0.value), at: $0.span) }))
    }

    /// One setting a key.
    mutating func add(_ path: String, map: [SpecMap<String>.Entry]) {
        for entry in map {
            append(
                "\(path).\(entry.key.value)",
                conceal(.text(entry.value.value), at: entry.value.span),
                isComputed: false
            )
        }
    }

    private mutating func append(_ path: String, _ value: SettingValue, isComputed: Bool) {
        settings.append(Setting(path: path, value: value, isComputed: isComputed))
    }

    private func conceal(_ value: SettingValue, at span: Span?) -> SettingValue {
        guard !secrets.isEmpty, let span, secrets.contains(span) else { return value }
        return .secret(value.description)
    }
}
