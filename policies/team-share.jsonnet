local spindle = import 'spindle.libsonnet';

local isOf(shares, model) = model.metadata.team != null && std.objectHas(shares, model.metadata.team);

local check(environment) =
  local shares = environment.budgets.teams;
  local pinned(team) = spindle.sum([
    model.plan.pinnedGpus
    for model in environment.models
    if model.metadata.team == team
  ]);
  local left = { [team]: shares[team].gpus - pinned(team) for team in std.objectFields(shares) };
  [
    spindle.violation(
      model.path + '.metadata.team',
      '%s belongs to no team that has a share in %s' % [model.name, environment.name],
      help='name one of its teams: ' + std.join(', ', std.objectFields(shares)),
    )
    for model in environment.models
    if !isOf(shares, model)
  ] + [
    spindle.violation(
      model.path + '.scale.max',
      '%s may grow to %d GPUs, and team %s has %d for it in %s' % [
        model.name,
        model.plan.mostGpus,
        model.metadata.team,
        left[model.metadata.team] + model.plan.pinnedGpus,
        environment.name,
      ],
      help='lower `scale.max`, or raise the share',
    )
    for model in environment.models
    if isOf(shares, model) && model.plan.mostGpus - model.plan.pinnedGpus > left[model.metadata.team]
  ];

{
  id: 'team-share',
  title: 'Every team stays under its share',
  severity: 'error',
  explanation: |||
    Where an environment divides its GPUs among teams, every model there belongs to a team with a share, and no model can
    grow beyond what its team has for it: the share, less what the other models of the team keep always awake. Replicas
    beyond that would be asked for in vain while requests wait.
  |||,

  violations(fleet): std.flatMap(check, [
    environment
    for environment in fleet.environments
    if std.length(environment.budgets.teams) > 0
  ]),
}
