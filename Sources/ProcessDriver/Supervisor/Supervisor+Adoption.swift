import Logging

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension Supervisor {
    /// A look through the state folder. It ends when all that is adopted has been asked for its health once and all that
    /// is not is gone.
    struct Adoption {
        var asked: Set<Replica>
        var leaving: Set<Replica>
        var isReady: Set<Replica> = []
        let done: @Sendable ([AdoptedReplica]) -> Void
        var adopted: [Replica]
    }

    func adopt(
        _ wanted: (Replica) -> Launch?,
        grace: Double,
        done: @escaping @Sendable ([AdoptedReplica]) -> Void,
        now: ContinuousClock.Instant
    ) {
        var adoption = Adoption(asked: [], leaving: [], done: done, adopted: [])
        for record in readRecords() where children[record.replica] == nil {
            let replica = record.replica
            guard let group = ProcessGroup(leader: record.pid, birth: record.birth),
                // In this order: the watch is of whatever has the number, and the group tells whether that is it.
                let exit = ExitWatch(pid: record.pid), group.hasLeader
            else {
                // Members may have outlived their leader.
                ProcessGroup(leader: record.pid, birth: record.birth)?.signal(SIGKILL)
                state.remove(replica)
                continue
            }
            let launch = wanted(replica)
            let isSame = launch?.process.digest(host: address.host) == record.digest
            let goesOn = isSame && ports.claim(record.port)
            var child = Child(
                group: group,
                exit: exit,
                port: record.port,
                log: log(of: replica),
                launch: launch,
                tuning: tuning,
                now: now
            )
            if goesOn {
                adoption.asked.insert(replica)
                adoption.adopted.append(replica)
            } else {
                child.end(.leftover, grace: grace, now: now)
                adoption.leaving.insert(replica)
            }
            children[replica] = child
            logger.info(
                goesOn ? "A model of an earlier agent goes on" : "A model of an earlier agent is stopped",
                metadata: ["replica": "\(replica)", "pid": "\(record.pid)", "port": "\(record.port)"]
            )
        }
        adoptions.append(adoption)
    }

    private func readRecords() -> [ReplicaRecord] {
        do throws(DiskFiles.Failure) {
            let (records, unreadable) = try state.read()
            for file in unreadable {
                logger.error(
                    "A file of the state folder is no record; is its process still running?",
                    metadata: ["file": "\(file)"]
                )
            }
            return records
        } catch {
            logger.error("The state folder cannot be read", metadata: ["reason": "\(error.reason)"])
            return []
        }
    }

    /// - Returns: whether the change is told by the end of an adoption instead.
    func noteAdopted(_ replica: Replica, _ change: HealthPace.Change) -> Bool {
        guard change == .ready, let index = adoptions.firstIndex(where: { $0.asked.contains(replica) }) else {
            return false
        }
        adoptions[index].isReady.insert(replica)
        return true
    }

    /// Nobody has been told of it yet.
    func isBeingAdopted(_ replica: Replica) -> Bool { adoptions.contains { $0.asked.contains(replica) } }

    func finishAdoptions() {
        for index in adoptions.indices {
            adoptions[index].asked = adoptions[index].asked.filter { replica in
                guard let child = children[replica] else { return false }
                return !child.pace.isReady && child.pace.problem == nil
            }
            adoptions[index].leaving = adoptions[index].leaving.filter { children[$0] != nil }
        }
        let finished = adoptions.filter { $0.asked.isEmpty && $0.leaving.isEmpty }
        adoptions.removeAll { $0.asked.isEmpty && $0.leaving.isEmpty }
        for adoption in finished {
            adoption.done(
                adoption.adopted.compactMap { replica in
                    children[replica].map { child in
                        AdoptedReplica(
                            replica: replica,
                            pid: child.group.leader,
                            port: child.port,
                            isReady: adoption.isReady.contains(replica)
                        )
                    }
                }
            )
        }
    }
}
