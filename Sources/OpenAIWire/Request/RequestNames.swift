/// The top-level keys that are read.
enum RequestKey: UInt32, JSONName {
    case model, stream, streamOptions
    case maxTokens, maxCompletionTokens, maxOutputTokens, answers
    case messages, system, instructions, prompt, input
    case tools, functions, toolChoice, functionCall
    case responseFormat, text, outputConfig, outputFormat, guidedJSON
    case reasoningEffort, reasoning, thinking
    case previousResponse, conversation, promptCacheKey, user, metadata

    init?(spelled word: RawSpan) {
        switch word {
        case "model": self = .model
        case "stream": self = .stream
        case "stream_options": self = .streamOptions
        case "max_tokens": self = .maxTokens
        case "max_completion_tokens": self = .maxCompletionTokens
        case "max_output_tokens": self = .maxOutputTokens
        case "n": self = .answers
        case "messages": self = .messages
        case "system": self = .system
        case "instructions": self = .instructions
        case "prompt": self = .prompt
        case "input": self = .input
        case "tools": self = .tools
        case "functions": self = .functions
        case "tool_choice": self = .toolChoice
        case "function_call": self = .functionCall
        case "response_format": self = .responseFormat
        case "text": self = .text
        case "output_config": self = .outputConfig
        case "output_format": self = .outputFormat
        case "guided_json": self = .guidedJSON
        case "reasoning_effort": self = .reasoningEffort
        case "reasoning": self = .reasoning
        case "thinking": self = .thinking
        case "previous_response_id": self = .previousResponse
        case "conversation": self = .conversation
        case "prompt_cache_key": self = .promptCacheKey
        case "user": self = .user
        case "metadata": self = .metadata
        default: return nil
        }
    }
}

/// Keys of messages, items and parts.
enum PartKey: JSONName {
    case role, type, content, text, thinking, refusal
    case reasoning, summary
    case toolCalls, functionCall, arguments, input, output
    case source

    init?(spelled word: RawSpan) {
        switch word {
        case "role": self = .role
        case "type": self = .type
        case "content": self = .content
        case "text": self = .text
        case "thinking": self = .thinking
        case "refusal": self = .refusal
        case "reasoning", "reasoning_content": self = .reasoning
        case "summary": self = .summary
        case "tool_calls": self = .toolCalls
        case "function_call": self = .functionCall
        case "arguments": self = .arguments
        case "input": self = .input
        case "output": self = .output
        case "source": self = .source
        default: return nil
        }
    }
}

/// Values of `role`.
enum RoleName: JSONName {
    case system, user, assistant, tool

    init?(spelled word: RawSpan) {
        switch word {
        case "system", "developer": self = .system
        case "user": self = .user
        case "assistant": self = .assistant
        case "tool", "function": self = .tool
        default: return nil
        }
    }
}

/// Values of `type` of messages, items and parts, as far as they matter.
enum PartType: JSONName {
    case image, recording, toolResult, toolCall, toolOutput, reasoning

    init?(spelled word: RawSpan) {
        switch word {
        // Engines render the pages of a document and look at them.
        case "image", "image_url", "input_image", "video", "video_url", "document", "file", "input_file": self = .image
        case "input_audio", "audio_url", "audio": self = .recording
        case "tool_result": self = .toolResult
        case "function_call", "custom_tool_call": self = .toolCall
        case "function_call_output", "custom_tool_call_output": self = .toolOutput
        case "reasoning": self = .reasoning
        default: return nil
        }
    }
}

/// Keys of the small objects beside the messages.
enum OptionKey: JSONName {
    case type, format, effort, includeUsage, id, data
    case session, userID

    init?(spelled word: RawSpan) {
        switch word {
        case "type": self = .type
        case "format": self = .format
        case "effort": self = .effort
        case "include_usage": self = .includeUsage
        case "id": self = .id
        case "data": self = .data
        case "session_id", "conversation_id", "thread_id": self = .session
        case "user_id": self = .userID
        default: return nil
        }
    }
}

/// Values of options that switch something on or off.
enum OptionValue: JSONName {
    case off, text, json

    init?(spelled word: RawSpan) {
        switch word {
        case "none", "disabled": self = .off
        case "text": self = .text
        case "json_object", "json_schema": self = .json
        default: return nil
        }
    }
}
