import Crypto

extension [String: String] {
    /// A file of keys: tenants by the keys that let them in.
    var keyLines: String {
        sorted { $0.key < $1.key }.map { key, tenant in "\(tenant) sha256:\(key.sha256)\n" }.joined()
    }
}

extension String {
    /// In hexadecimal digits.
    var sha256: String { Array(utf8).sha256 }
}

extension [UInt8] {
    var sha256: String {
        SHA256.hash(data: self).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
