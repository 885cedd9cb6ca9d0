local organization = import 'organization.libsonnet';
local spindle = import 'spindle.libsonnet';

local check(environment) =
  local routes = spindle.byName(environment.routing.routes);
  local warm = { [model.name]: true for model in environment.models if model.scale.min > 0 };
  // Whether one of some names is a model that is always awake, or a route with such a candidate.
  local reaches(names) = std.length(std.filter(
    function(name)
      std.objectHas(warm, name) || std.objectHas(routes, name) && reaches(routes[name].candidates),
    names
  )) > 0;
  [
    spindle.violation(
      route.path + if std.length(route.fallback) > 0 then '.fallback' else '',
      'route %s of %s reaches no model that is always awake' % [route.name, environment.name],
      help='add a fallback with `scale: {min: 1}`',
    )
    for route in environment.routing.routes
    if !reaches(route.fallback) && !reaches(route.candidates)
  ];

{
  id: 'warm-fallback',
  title: 'Production keeps a warm fallback',
  severity: 'error',
  explanation: |||
    Waking a model takes minutes, and the GPUs for it may be taken. In production every route therefore reaches a model
    that is always awake, among its fallbacks or its candidates: whatever else happens, there is an answer.
  |||,

  violations(fleet): std.flatMap(check, std.filter(organization.isProduction, fleet.environments)),
}
