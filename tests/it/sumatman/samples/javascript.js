// The page's calls with axios. The tests change the base URL, the key and the id, and call one function or the other.
const axios = require('axios');

const API_KEY = 'YOUR_API_KEY';
const BASE_URL = 'https://app.sumatman.ai/api';

async function createTask() {
  try {
    const answer = await axios.post(`${BASE_URL}/task`, {
      story_type: 'fairytale_story',
      input_story: 'A brave knight saves a magical kingdom',
      voice_language: 'english',
      video_duration: 10,
      dimension_type: 'landscape',
      triggered_by: 'api_call'
    }, {
      headers: {
        'Authorization': `Bearer ${API_KEY}`,
        'Content-Type': 'application/json'
      }
    });
    const taskId = answer.data.data.taskId;
    console.log(`Task created: ${taskId}`);
    console.log(`Credits used: ${answer.data.data.creditCost}`);
    return taskId;
  } catch (error) {
    console.error('Error:', error.response.data);
  }
}

async function continueTask(taskId) {
  try {
    const answer = await axios.post(`${BASE_URL}/task`, {
      mode: 'continue',
      task_id: taskId,
      input_story: 'The knight discovers a hidden treasure',
      triggered_by: 'api_call'
    }, {
      headers: {
        'Authorization': `Bearer ${API_KEY}`,
        'Content-Type': 'application/json'
      }
    });
    console.log(`Continuation created: ${answer.data.data.taskId}`);
  } catch (error) {
    console.error('Error:', error.response.data);
  }
}

