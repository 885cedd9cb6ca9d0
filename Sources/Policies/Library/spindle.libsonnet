// What policies share: `import 'spindle.libsonnet'`, from anywhere in the repository. It comes with Spindle.
{
  // A violation, at a path of the fleet such as `model.path + '.placement.gpus'`. The severity is that of the policy
  // unless given.
  violation(path, message, help=null, severity=null):: {
    path: path,
    message: message,
    [if help != null then 'help']: help,
    [if severity != null then 'severity']: severity,
  },

  // All models of all environments, as a list.
  models(fleet):: fleet['spindle models'],

  // All environments, as a list.
  environments(fleet):: $.values(fleet.environments),

  // The values of an object, as a list: the pools or tenants of an environment, its routes.
  values(object):: [object[name] for name in std.objectFields(object)],

  // The value of a label of a model or an environment, `null` without it.
  label(object, name)::
    if std.objectHas(object.metadata.labels, name) then object.metadata.labels[name] else null,

  // The sum of a list of numbers.
  sum(numbers):: std.foldl(function(sum, number) sum + number, numbers, 0),
}
