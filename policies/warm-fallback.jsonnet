local organization = import 'organization.libsonnet';
local spindle = import 'spindle.libsonnet';

// Whether a model, or one of the candidates of a route, is always awake.
local isWarm(environment, name) =
  if std.objectHas(environment.models, name) then environment.models[name].scale.min > 0
  else std.length(std.filter(
    function(candidate) environment.models[candidate].scale.min > 0,
    environment.routing.routes[name].candidates
  )) > 0;

{
  id: 'warm-fallback',
  title: 'Production keeps a warm fallback',
  severity: 'error',
  explanation: |||
    Waking a model takes minutes, and the GPUs for it may be taken. In production every route therefore reaches a model
    that is always awake, among its candidates or its fallbacks: whatever else happens, there is an answer.
  |||,

  violations(fleet): [
    spindle.violation(
      route.path + (if route.fallback == [] then '' else '.fallback'),
      'route %s of %s reaches no model that is always awake' % [route.name, environment.name],
      help='add a fallback with `scale: {min: 1}`',
    )
    for environment in spindle.environments(fleet)
    if organization.isProduction(environment)
    for route in spindle.values(environment.routing.routes)
    if std.length(std.filter(function(name) isWarm(environment, name), route.candidates + route.fallback)) == 0
  ],
}
