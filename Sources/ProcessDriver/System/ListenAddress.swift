#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An address of the machine, and the sockets that it takes to ask about its ports.
struct ListenAddress: Sendable {
    let host: String
    private let storage: sockaddr_storage
    private let length: socklen_t

    init(host: String) throws(DriverError) {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_ADDRCONFIG
        #if canImport(Glibc)
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &found)
        defer { if let found { freeaddrinfo(found) } }
        guard code == 0, let first = found?.pointee, let address = first.ai_addr else {
            throw .unknownHost(host, reason: code == 0 ? "nothing found" : String(cString: gai_strerror(code)))
        }
        var storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(first.ai_addrlen)))
        }
        self.host = host
        self.storage = storage
        length = first.ai_addrlen
    }

    /// As it stands in the header `Host`.
    func authority(port: Int) -> String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Whether a server could listen there now.
    func isFree(port: Int) -> Bool {
        guard let socket = makeSocket() else { return false }
        // As servers do: connections that have ended lately do not stand in the way.
        var yes: Int32 = 1
        setsockopt(socket.raw, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        return withAddress(port: port) { bind(socket.raw, $0, length) } == 0
    }

    /// Begins to connect; the socket can be written to once that has succeeded or failed.
    func connect(port: Int) throws(HealthProblem) -> Descriptor {
        guard let socket = makeSocket() else { throw .system(errno) }
        socket.makeNonBlocking()
        #if canImport(Darwin)
            var yes: Int32 = 1
            setsockopt(socket.raw, SOL_SOCKET, SO_NOSIGPIPE, &yes, socklen_t(MemoryLayout<Int32>.size))
        #endif
        let code = withAddress(port: port) { address in
            #if canImport(Glibc)
                Glibc.connect(socket.raw, address, length)
            #elseif canImport(Musl)
                Musl.connect(socket.raw, address, length)
            #else
                Darwin.connect(socket.raw, address, length)
            #endif
        }
        guard code == 0 || errno == EINPROGRESS else { throw HealthProblem(code: errno) }
        return socket
    }

    private func makeSocket() -> Descriptor? {
        #if canImport(Glibc)
            Descriptor(socket(Int32(storage.ss_family), Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
        #elseif canImport(Musl)
            Descriptor(socket(Int32(storage.ss_family), SOCK_STREAM | SOCK_CLOEXEC, 0))
        #else
            Descriptor(socket(Int32(storage.ss_family), SOCK_STREAM, 0))
        #endif
    }

    private func withAddress<Result>(port: Int, _ body: (UnsafePointer<sockaddr>) -> Result) -> Result {
        var address = storage
        withUnsafeMutableBytes(of: &address) { bytes in
            // Both families have it in network order behind their first two bytes.
            bytes[2] = UInt8(truncatingIfNeeded: port >> 8)
            bytes[3] = UInt8(truncatingIfNeeded: port)
        }
        return withUnsafePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
    }
}

extension HealthProblem {
    init(code: Int32) { self = code == ECONNREFUSED ? .refused : .system(code) }
}

/// The two things done with a connection that never blocks.
extension Descriptor {
    /// What became of `connect`.
    var pendingError: Int32 {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(raw, SOL_SOCKET, SO_ERROR, &code, &size) == 0 ? code : errno
    }

    /// - Returns: how many bytes were taken, 0 when none can be now.
    func sendSome(_ bytes: [UInt8]) throws(HealthProblem) -> Int {
        #if canImport(Darwin)
            let flags: Int32 = 0
        #else
            let flags = Int32(MSG_NOSIGNAL)
        #endif
        let count = System.retrying { send(raw, bytes, bytes.count, flags) }
        if count < 0, errno != EAGAIN, errno != ENOTCONN { throw HealthProblem(code: errno) }
        return max(0, count)
    }

    /// - Returns: `nil` when there is nothing now, no bytes at the end.
    func receiveSome(_ limit: Int) throws(HealthProblem) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = System.retrying { recv(raw, &bytes, limit, 0) }
        if count < 0, errno == EAGAIN { return nil }
        if count < 0 { throw errno == ECONNRESET ? .closed : HealthProblem(code: errno) }
        return Array(bytes[..<count])
    }
}
