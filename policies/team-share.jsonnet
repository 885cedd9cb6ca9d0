local spindle = import 'spindle.libsonnet';

{
  id: 'team-share',
  title: 'Every team stays under its share',
  severity: 'error',
  explanation: |||
    Where an environment divides its GPUs among teams, every model there belongs to a team with a share, and no model can
    grow beyond the share of its team: the replicas that it may not have would be asked for in vain while requests wait.
    What a team keeps always awake is taken off its share first.
  |||,

  violations(fleet): std.flatMap(
    function(environment)
      local shares = environment.budgets.teams;
      local models = spindle.values(environment.models);
      local pinned(team) = spindle.sum([m.plan.pinnedGpus for m in models if m.metadata.team == team]);
      local left = { [team]: shares[team].gpus - pinned(team) for team in std.objectFields(shares) };
      [
        spindle.violation(
          model.path + '.metadata.team',
          '%s belongs to no team that has a share in %s' % [model.name, environment.name],
          help='name one of its teams: ' + std.join(', ', std.objectFields(shares)),
        )
        for model in models
        if model.metadata.team == null || !std.objectHas(shares, model.metadata.team)
      ] + [
        spindle.violation(
          model.path + '.scale.max',
          '%s may grow to %d GPUs, and team %s has %d left of its share in %s' % [
            model.name,
            model.plan.mostGpus,
            model.metadata.team,
            left[model.metadata.team] + model.plan.pinnedGpus,
            environment.name,
          ],
          help='lower `scale.max`, or raise the share',
        )
        for model in models
        if model.metadata.team != null && std.objectHas(shares, model.metadata.team)
        if model.plan.mostGpus - model.plan.pinnedGpus > left[model.metadata.team]
      ],
    [e for e in spindle.environments(fleet) if std.length(e.budgets.teams) > 0]
  ),
}
