extension APIError {
    /// Answers a body that cannot be routed.
    package init(_ fault: RequestFault) {
        let message: String
        var param: String?
        var code: String?
        switch fault.kind {
        case .notJSON(let kind):
            message = "We could not parse the JSON body of your request: \(kind), at byte \(fault.offset)."
            code = "invalid_json"
        case .notAnObject:
            message = "The JSON body of your request is not an object."
            code = "invalid_json"
        case .missingModel:
            message = "You must provide a model parameter."
            (param, code) = ("model", "missing_required_parameter")
        case .modelIsNoString:
            message = "Invalid type for 'model': expected a string, at byte \(fault.offset)."
            (param, code) = ("model", "invalid_type")
        case .emptyModel:
            message = "Invalid 'model': empty string, at byte \(fault.offset)."
            (param, code) = ("model", "empty_string")
        case .duplicateKey(let key):
            message = "'\(key)' is given twice, the second time at byte \(fault.offset)."
            (param, code) = (key, "duplicate_parameter")
        case .streamIsNoBoolean:
            message = "Invalid type for 'stream': expected a boolean, at byte \(fault.offset)."
            (param, code) = ("stream", "invalid_type")
        case .tooManyTexts:
            message = "The request has more than \(RequestScan.mostTexts) messages or parts."
            code = "array_above_max_length"
        }
        self.init(400, .invalidRequest, message, param: param, code: code)
    }
}
