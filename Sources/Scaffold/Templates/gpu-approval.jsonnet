local spindle = import 'spindle.libsonnet';

// GPUs of one replica that a team may take without asking, and the label that says who was asked.
local limit = 8, approver = 'gpu-approver';

{
  id: 'gpu-approval',
  title: 'More than 8 GPUs need an approver',
  severity: 'error',
  explanation: |||
    A replica on more than eight GPUs spans nodes: while it is awake nothing else of its size can start, and a failure of
    one node takes all of it down. Somebody of the platform group agrees to each, and the label `gpu-approver` of the model
    says who, so that the next reader can ask.
  |||,

  violations(fleet): [
    spindle.violation(
      model.path + '.placement.gpus',
      '%s takes %d GPUs a replica, and nobody has approved it' % [model.name, model.placement.gpus],
      help='use at most %d GPUs, or name who agreed: `labels: {%s: …}`' % [limit, approver],
    )
    for model in spindle.models(fleet)
    if model.placement.gpus > limit && spindle.label(model, approver) == null
  ],
}
