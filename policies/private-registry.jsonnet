local organization = import 'organization.libsonnet';
local spindle = import 'spindle.libsonnet';

local allowed(image) = std.member(organization.registries, image.registry);
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
    for model in spindle.models(fleet)
    if model.engine != null && !allowed(model.engine.image)
  ] + [
    spindle.violation(
      environment.path + '.agent.image',
      'the agent of %s runs an image of %s' % [environment.name, environment.agent.image.registry],
      help=help,
    )
    for environment in spindle.environments(fleet)
    if environment.agent != null && !allowed(environment.agent.image)
  ],
}
