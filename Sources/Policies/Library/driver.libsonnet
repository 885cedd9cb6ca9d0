// How Spindle itself calls policies. What a policy is and gives is reported as data, whatever it is, so that an error can
// only come out of a policy's own code. `most` bounds how many violations are reported.
{
  declaration(policy)::
    if !std.isObject(policy) then { type: std.type(policy) }
    else {
      type: 'policy',
      fields: { [key]: policy[key] for key in std.objectFields(policy) if !std.isFunction(policy[key]) },
    },

  outcome(policy, fleet, most)::
    if !std.isObject(policy) then $.declaration(policy)
    else if !std.objectHasAll(policy, 'violations') then $.declaration(policy) { rule: { type: 'null' } }
    else if !std.isFunction(policy.violations) then
      $.declaration(policy) { rule: { type: std.type(policy.violations) } }
    else if std.length(policy.violations) != 1 then
      $.declaration(policy) { rule: { type: 'function', parameters: std.length(policy.violations) } }
    else
      local found = policy.violations(fleet);
      $.declaration(policy) {
        rule: { type: 'rule' },
        result:
          if !std.isArray(found) then { type: std.type(found) }
          else {
            type: 'array',
            count: std.length(found),
            violations:
              if std.length(found) <= most then found else std.makeArray(most, function(index) found[index]),
          },
      },
}
