{
  policy: 'private-registry',
  cases: {
    'what has no host in front is of Docker Hub': {
      models: { model: { engine: { image: 'vllm/vllm-openai:v1' } } },
      violations: [
        {
          path: 'environments.production.models.model.engine.image',
          message: 'model runs an image of docker.io',
        },
      ],
    },
    'the agent counts, too': {
      environments: { staging: { agent: { image: 'ghcr.io/example/agent:v1' } } },
      violations: ['environments.staging.agent.image'],
    },
    'the mirror is allowed': { violations: [] },
    'one machine runs no images': {
      environments: { laptop: { cluster: null, agent: null, 'local': {} } },
      models: { model: { engine: { image: 'vllm/vllm-openai:v1' }, process: { command: ['llama-server'] } } },
      violations: [],
    },
  },
}
