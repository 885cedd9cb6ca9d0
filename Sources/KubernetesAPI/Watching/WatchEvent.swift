/// One line of a watch.
enum WatchEvent<Object: APIObject>: Decodable, Sendable {
    case changed(Object)
    case deleted(Object)
    /// Nothing has changed up to this version.
    case bookmark(String)
    case failed(APIStatus)

    private enum Key: String, CodingKey {
        case type, object
    }

    private struct Bookmark: Decodable {
        var metadata: ObjectMeta
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let type = try container.decode(String.self, forKey: .type)
        switch type {
        case "ADDED", "MODIFIED": self = .changed(try container.decode(Object.self, forKey: .object))
        case "DELETED": self = .deleted(try container.decode(Object.self, forKey: .object))
        case "BOOKMARK":
            self = .bookmark(try container.decode(Bookmark.self, forKey: .object).metadata.resourceVersion ?? "")
        case "ERROR": self = .failed(try container.decode(APIStatus.self, forKey: .object))
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .type,
                in: container,
                debugDescription: "`\(type)` is no type of event"
            )
        }
    }
}
