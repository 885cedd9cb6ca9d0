import TestSupport
import Testing

/// Every folder of `Fixtures/forms` holds a file as somebody wrote it, `input.yaml`, and its canonical form, `output.yaml`.
@Suite struct FormTests {
    static let folder = FixtureFolder("forms", beside: #filePath)

    @Test(arguments: folder.folders())
    func form(name: String) throws {
        let input = try #require(Self.folder.files(in: name).first { $0.path == "input.yaml" }?.bytes)
        let output = try #require(try formatted(input))
        expectGolden(String(decoding: output, as: UTF8.self), at: "\(Self.folder.path)/\(name)/output.yaml")
        #expect(try formatted(output) == output, "formatting twice is formatting once")
    }
}
