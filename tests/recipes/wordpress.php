<?php
// As much of WordPress as the plugin uses. Commands come from the standard input, one JSON object a line.

define('ABSPATH', '/');
define('KHABARSHY_URL', $argv[2]);
define('KHABARSHY_TOKEN', $argv[3]);

class WP_Error {}
class WP_REST_Request
{
    public $route;
    public function __construct($method, $route)
    {
        $this->route = $route;
    }
}
class Response
{
    public $post;
    public function __construct($post)
    {
        $this->post = $post;
    }
    public function is_error()
    {
        return false;
    }
}
class Server
{
    public function response_to_data($response, $embed)
    {
        $post = $response->post;
        return array(
            'id' => $post->ID, 'status' => $post->post_status, 'link' => get_permalink($post),
            'date_gmt' => str_replace(' ', 'T', $post->post_date_gmt),
            'modified_gmt' => str_replace(' ', 'T', $post->post_modified_gmt),
            'title' => array('rendered' => $post->post_title),
            'content' => array('rendered' => '<p>' . $post->post_content . '</p>', 'protected' => false),
            'excerpt' => array('rendered' => '', 'protected' => false),
            '_embedded' => array('author' => array(array('name' => 'Dana')), 'wp:term' => array(array(array('name' => 'City', 'taxonomy' => 'category')))),
        );
    }
}

$hooks = array();
$posts = array();
$scheduled = array();

function add_action($name, $function, $priority, $arguments) { global $hooks; $hooks[$name] = $function; }
function get_post($id) { global $posts; return $posts[$id] ?? null; }
function get_permalink($post) { return 'https://wp.example/' . $post->post_name . '/'; }
function get_the_title($post) { return $post->post_title; }
function get_post_type_object($type) { return (object) array('rest_base' => 'posts'); }
function rest_do_request($request) { return new Response(get_post((int) basename($request->route))); }
function rest_get_server() { return new Server(); }
function apply_filters($name, $value) { return $value; }
function wp_json_encode($value) { return json_encode($value); }
function is_wp_error($value) { return $value instanceof WP_Error; }
function wp_remote_retrieve_response_code($answer) { return $answer['code']; }
function wp_remote_retrieve_body($answer) { return $answer['body']; }
function wp_schedule_single_event($at, $hook, $arguments) { global $scheduled; $scheduled[] = array($hook, $arguments); }
function wp_remote_request($url, $given)
{
    $headers = array();
    foreach ($given['headers'] as $name => $value) $headers[] = "$name: $value";
    $http = array('method' => $given['method'], 'header' => implode("\r\n", $headers), 'content' => $given['body'], 'timeout' => $given['timeout'], 'ignore_errors' => true);
    $body = @file_get_contents($url, false, stream_context_create(array('http' => $http)));
    if ($body === false) return new WP_Error();
    preg_match('/ (\d{3})/', $http_response_header[0], $found);
    return array('code' => (int) $found[1], 'body' => $body);
}

require $argv[1];

while (($line = fgets(STDIN)) !== false) {
    $command = json_decode($line);
    if ($command->do === 'save') {
        $post = (object) array_merge((array) $command->post, array('post_type' => 'post'));
        $before = $posts[$post->ID] ?? null;
        $posts[$post->ID] = $post;
        $hooks['wp_after_insert_post']($post->ID, $post, $before !== null, $before);
    } elseif ($command->do === 'delete') {
        $hooks['before_delete_post']($command->id);
        unset($posts[$command->id]);
    } else {
        $due = $scheduled;
        $scheduled = array();
        foreach ($due as list($hook, $arguments)) $hooks[$hook](...$arguments);
    }
    echo json_encode(array('scheduled' => count($scheduled))), "\n";
}
