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

  // The models of all environments.
  models(fleet):: std.join([], [environment.models for environment in fleet.environments]),

  // The environments that are clusters; the others are single machines, where agents start processes.
  clusters(fleet):: [environment for environment in fleet.environments if environment.cluster != null],

  // The label of a model or an environment, `null` without it.
  label(object, name)::
    if std.objectHas(object.metadata.labels, name) then object.metadata.labels[name] else null,

  // A list of named things as an object by their names.
  byName(list):: { [element.name]: element for element in list },

  // The sum of a list of numbers.
  sum(numbers):: std.foldl(function(sum, number) sum + number, numbers, 0),
}
