import Crypto

/// The page of the admin port: files that are part of the executable, each under its own name.
enum WebPage {
    struct File: Sendable {
        var type: String
        var bytes: [UInt8]
        /// Changes with the bytes: a browser that has them is not sent them again.
        var tag: String

        fileprivate init(_ type: String, _ bytes: [UInt8]) {
            self.type = "\(type); charset=utf-8"
            self.bytes = bytes
            tag =
                "\""
                + SHA256.hash(data: bytes).prefix(8).map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
                + "\""
        }
    }

    /// By path; the page itself is the empty one.
    static let files: [String: File] = [
        "": File("text/html", PackageResources.index_html),
        "style.css": File("text/css", PackageResources.style_css),
        "app.js": script(PackageResources.app_js),
        "decisions.js": script(PackageResources.decisions_js),
        "dom.js": script(PackageResources.dom_js),
        "link.js": script(PackageResources.link_js),
        "models.js": script(PackageResources.models_js),
        "overview.js": script(PackageResources.overview_js),
        "timeline.js": script(PackageResources.timeline_js),
        "words.js": script(PackageResources.words_js),
    ]

    private static func script(_ bytes: [UInt8]) -> File { File("text/javascript", bytes) }

    /// Nothing but the page's own files, and no word of it elsewhere.
    static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'"
}
