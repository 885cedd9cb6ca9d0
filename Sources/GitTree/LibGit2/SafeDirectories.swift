import CGit2

/// The folders that the user trusts whoever owns them: `safe.directory` in the settings of the user and the system,
/// never those of the repository itself.
enum SafeDirectories {
    /// Whether all are trusted. git takes `*` for this; libgit2 1.5 compares it with the path.
    static func includeAll(_ git: LibGit2) -> Bool {
        let c = git.c
        final class Values { var last: [String] = [] }
        let values = Values()
        let config = try? git.make(c.git_config_free) { c.git_config_open_default(&$0) }
        config?.use { config in
            let visit: git_config_foreach_cb = { entry, context in
                guard let text = entry?.pointee.value, let context else { return 0 }
                let value = String(cString: text)
                let values = Unmanaged<Values>.fromOpaque(context).takeUnretainedValue()
                // An empty value takes back those before it.
                values.last = value.isEmpty ? [] : values.last + [value]
                return 0
            }
            let context = Unmanaged.passUnretained(values).toOpaque()
            _ = c.git_config_get_multivar_foreach(config, "safe.directory", nil, visit, context)
        }
        return values.last.contains("*")
    }
}
