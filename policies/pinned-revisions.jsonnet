local spindle = import 'spindle.libsonnet';

{
  id: 'pinned-revisions',
  title: 'Weights and images are pinned',
  severity: 'error',
  explanation: |||
    What runs is what was evaluated and reviewed: weights by the commit of their repository or the digest of their
    artifact, images by their digest. A branch or a tag can be moved by whoever owns the repository, at any hour, and the
    next replica that starts runs something else. A bucket has no revisions; put the weights into the registry instead.
  |||,

  violations(fleet): [
    spindle.violation(
      model.path + '.source',
      '%s can load other weights than were reviewed' % model.name,
      help='pin `%s` to a commit or a digest' % model.source.location,
    )
    for model in spindle.models(fleet)
    if !model.source.pinned
  ] + [
    spindle.violation(
      model.path + '.engine.image',
      '%s can run another image than was reviewed' % model.name,
      help='add the digest behind `%s`' % model.engine.image.text,
    )
    for environment in spindle.clusters(fleet)
    for model in environment.models
    if !model.engine.image.pinned
  ],
}
