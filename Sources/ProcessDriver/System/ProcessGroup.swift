import CProcess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A process that leads a group of its own, and all that it has started.
///
/// Numbers of processes are given anew. Together with the time at which it began, a number means one process only.
struct ProcessGroup: Sendable, Equatable {
    let leader: Int32
    /// When the leader began, in the words of the system, and since which start of the system that counts.
    let birth: String

    /// The process of that number, if there is one.
    init?(leader: Int32) {
        guard let birth = Self.birth(of: leader) else { return nil }
        self.init(leader: leader, birth: birth)
    }

    /// - Returns: `nil` for numbers that `kill` understands as something else, and for what began before the system did.
    init?(leader: Int32, birth: String) {
        guard leader > 1, leader != getpgrp(), birth.hasPrefix(Self.systemStart + "/") else { return nil }
        self.leader = leader
        self.birth = birth
    }

    /// Whether the leader is there, as a process or as what is left of one until it is reaped.
    var hasLeader: Bool { Self.birth(of: leader) == birth }

    /// Sends a signal to all of the group, unless the number has been given to another process: as long as any member
    /// is left, it is not.
    func signal(_ signal: Int32) {
        if let now = Self.birth(of: leader), now != birth { return }
        kill(-leader, signal)
    }

    /// How the leader ended, once it has; it is gone thereafter.
    func reap() -> ProcessEnd {
        var status: Int32 = 0
        guard System.retrying({ waitpid(leader, &status, WNOHANG) }) == leader else { return .unknown }
        let signal = status & 0x7F
        return signal == 0 ? .exited(status: (status >> 8) & 0xFF) : .killed(signal: signal)
    }

    #if os(Linux)
        /// proc(5): field 22 of the status, in ticks since the start of the system. It starts anew in every namespace
        /// with numbers of its own.
        private static func birth(of pid: Int32) -> String? {
            guard let text = contents("/proc/\(pid)/stat"), let name = text.lastIndex(of: ")") else { return nil }
            let fields = text[name...].split(separator: " ")
            return fields.count > 20 ? "\(systemStart)/\(fields[20])" : nil
        }

        private static let systemStart: String = {
            var link = [CChar](repeating: 0, count: 128)
            let count = readlink("/proc/self/ns/pid", &link, link.count)
            let namespace = String(decoding: link.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
            let boot = contents("/proc/sys/kernel/random/boot_id")?.split(separator: "\n").first ?? ""
            return "\(boot)/\(namespace)"
        }()

        /// Files of proc(5) have no size.
        private static func contents(_ path: String) -> String? {
            guard let file = try? DiskFiles.open(path, O_RDONLY) else { return nil }
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = System.retrying { read(file.raw, &bytes, bytes.count) }
            return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
        }
    #else
        private static func birth(of pid: Int32) -> String? {
            var info = proc_bsdinfo()
            let size = Int32(MemoryLayout<proc_bsdinfo>.size)
            guard proc_pidinfo(pid, PROC_PIDTBSDINFO, 0, &info, size) == size else { return nil }
            return "\(systemStart)/\(info.pbi_start_tvsec).\(info.pbi_start_tvusec)"
        }

        private static let systemStart: String = {
            var name = [CChar](repeating: 0, count: 64)
            var size = name.count
            guard sysctlbyname("kern.bootsessionuuid", &name, &size, nil, 0) == 0 else { return "" }
            return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }()
    #endif
}

/// Becomes readable when a process ends, whoever started it.
struct ExitWatch: Sendable {
    let descriptor: Descriptor

    /// - Returns: `nil` when there is no such process.
    init?(pid: Int32) {
        #if os(Linux)
            guard let descriptor = Descriptor(spindle_pidfd_open(pid)) else { return nil }
        #else
            guard let descriptor = Descriptor(kqueue()) else { return nil }
            var change = kevent(
                ident: UInt(pid),
                filter: Int16(EVFILT_PROC),
                flags: UInt16(EV_ADD),
                fflags: UInt32(NOTE_EXIT),
                data: 0,
                udata: nil
            )
            guard kevent(descriptor.raw, &change, 1, nil, 0, nil) == 0 else { return nil }
        #endif
        self.descriptor = descriptor
    }
}
