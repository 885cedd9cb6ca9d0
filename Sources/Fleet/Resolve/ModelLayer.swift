/// A layer of the settings of a model in an environment. The cases stand in the order in which they are laid over one
/// another, the lowest first: it is written here alone.
package enum ModelLayer: CaseIterable, Sendable {
    case fleetDefaults, environmentDefaults, model, overlay

    /// The keys in its document beneath which the settings stand.
    func keys(of model: String) -> [String] {
        switch self {
        case .fleetDefaults, .environmentDefaults: ["defaults"]
        case .model: []
        case .overlay: ["models", model]
        }
    }

    /// The layers beneath the document of the model, which are the same for all models.
    static let beneath = Array(allCases.prefix { $0 != .model })

    /// The layers over the document of the model.
    static let above = Array(allCases.drop { $0 != .model }.dropFirst())
}
