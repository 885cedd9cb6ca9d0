import Compiler
import LanguageServer

/// Fleets of the worktree, checked as `spindle check` does it, with the policies beside them.
struct FleetsOnDisk: FleetReader {
    func canonical(_ path: String) -> String { SpecFolder.canonical(path) }

    func fleet(of file: String, within roots: [String], buffers: [String: [UInt8]]) -> String? {
        SpecFolder.fleet(of: file, within: roots, buffers: buffers)
    }

    func check(_ folder: String, buffers: [String: [UInt8]]) -> CheckedFleet {
        do throws(SpecFolder.Unreadable) {
            let folder = try SpecFolder(folder, overlaidBy: buffers)
            let specs = FleetSpecs(folder: folder, contents: folder.read())
            let policies = try folder.folder(beside: PoliciesOnDisk.defaultPath).map {
                folder throws(SpecFolder.Unreadable) in
                PoliciesOnDisk(folder: folder).request(today: try Today.day())
            }
            let result = FleetCompiler().compile(specs.request(emits: false, policies: policies))
            return .checked(result, root: folder.worktree?.root ?? "/")
        } catch {
            return .unreadable(error.message)
        }
    }
}
