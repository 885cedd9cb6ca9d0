import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What the next agent has to know of a replica to go on with it, or to stop it.
struct ReplicaRecord: Codable, Equatable {
    /// Of this format.
    var version = 1
    var model: String
    var number: Int
    var pid: Int32
    /// `ProcessGroup.birth`.
    var birth: String
    var port: Int
    /// Of what it was started by.
    var digest: String

    var replica: Replica { Replica(model: model, number: number) }
}

/// The folder with a record for every replica that runs. One driver at a time uses it.
struct StateFolder: Sendable {
    let path: String
    /// Held as long as the folder is used; the system lets go of it when an agent crashes.
    private let lock: Descriptor

    init(path: String) throws(DriverError) {
        do throws(DiskFiles.Failure) {
            try DiskFiles.makeFolder(path)
            lock = try DiskFiles.open("\(path)/lock", O_RDWR | O_CREAT)
            guard try DiskFiles.lock(lock, path: path) else { throw DiskFiles.Failure(path, EWOULDBLOCK) }
        } catch {
            if error.code == EWOULDBLOCK { throw .stateFolderInUse(path) }
            throw .folderUnusable(error.path, reason: error.reason)
        }
        self.path = path
    }

    private func file(_ replica: Replica) -> String { "\(path)/\(replica.fileName).json" }

    func write(_ record: ReplicaRecord) throws(DiskFiles.Failure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let bytes = try? encoder.encode(record) else { throw DiskFiles.Failure(file(record.replica), EINVAL) }
        try DiskFiles.replace(file(record.replica), with: Array(bytes))
    }

    func remove(_ replica: Replica) { DiskFiles.remove(file(replica)) }

    /// All records, and the files that are none.
    func read() throws(DiskFiles.Failure) -> (records: [ReplicaRecord], unreadable: [String]) {
        var records: [ReplicaRecord] = []
        var unreadable: [String] = []
        for name in try DiskFiles.names(in: path) where name.hasSuffix(".json") {
            let bytes = try? DiskFiles.tail("\(path)/\(name)", limit: 1 << 16)
            let record = bytes.flatMap { try? JSONDecoder().decode(ReplicaRecord.self, from: Data($0)) }
            if let record, record.version == 1, "\(record.replica.fileName).json" == name {
                records.append(record)
            } else {
                unreadable.append("\(path)/\(name)")
            }
        }
        return (records, unreadable)
    }
}
