import CGit2

extension GitObjectID {
    init(_ oid: git_oid) {
        let digits = Array("0123456789abcdef".utf8)
        var hex: [UInt8] = []
        hex.reserveCapacity(40)
        withUnsafeBytes(of: oid.id) { bytes in
            for byte in bytes {
                hex.append(digits[Int(byte >> 4)])
                hex.append(digits[Int(byte & 15)])
            }
        }
        self.init(hex: String(decoding: hex, as: UTF8.self))
    }
}
