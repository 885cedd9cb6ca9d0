{
  policy: 'pinned-revisions',
  cases: {
    'a branch is not pinned': {
      models: { model: { source: 'hf://example/model@main' } },
      violations: ['environments.production.models.model.source'],
    },
    'a bucket has no revisions': {
      models: { model: { source: 's3://weights/model' } },
      violations: ['environments.production.models.model.source'],
    },
    'a tag of an image is not pinned': {
      models: { model: { engine: { image: 'registry.example.com/vllm:v1' } } },
      violations: [
        {
          path: 'environments.production.models.model.engine.image',
          help: 'add the digest behind `registry.example.com/vllm:v1`',
        },
      ],
    },
    'a commit and a digest are': { violations: [] },
  },
}
