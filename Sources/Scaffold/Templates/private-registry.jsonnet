local organization = import 'organization.libsonnet';
local spindle = import 'spindle.libsonnet';

local allowed = { [registry]: true for registry in organization.registries };
local help = 'mirror the image to %s and name it there' % std.join(' or ', organization.registries);

{
  id: 'private-registry',
  title: 'No image from a public registry',
  severity: 'error',
  explanation: |||
    A public registry limits how often a cluster may pull, can be down when a model has to wake, and serves images that
    nobody here has scanned. The mirrors keep what was scanned for as long as something runs it.
  |||,

  violations(fleet): [
    spindle.violation(
      model.path + '.engine.image',
      '%s runs an image of %s' % [model.name, model.engine.image.registry],
      help=help,
    )
    for environment in spindle.clusters(fleet)
    for model in environment.models
    if !std.objectHas(allowed, model.engine.image.registry)
  ] + [
    spindle.violation(
      environment.path + '.agent.image',
      'the agent of %s runs an image of %s' % [environment.name, environment.agent.image.registry],
      help=help,
    )
    for environment in spindle.clusters(fleet)
    if !std.objectHas(allowed, environment.agent.image.registry)
  ],
}
