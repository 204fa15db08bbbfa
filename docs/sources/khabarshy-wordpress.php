<?php
/**
 * Plugin Name: Khabarshy
 * Description: Tells khabarshy of every post that is published, changed or withdrawn, at once.
 * Version: 1.0.0
 * Requires at least: 5.6
 * Requires PHP: 7.4
 * License: MIT
 *
 * Two lines in wp-config.php, above "That's all":
 *   define('KHABARSHY_URL', 'https://khabarshy.example.kz');
 *   define('KHABARSHY_TOKEN', 'the token of PUSH_TOKENS');
 */

if (!defined('ABSPATH')) {
    exit;
}

/** Types of posts that are news. Another plugin or theme may define others. */
if (!defined('KHABARSHY_POST_TYPES')) {
    define('KHABARSHY_POST_TYPES', 'post');
}

/** How often a post is sent again when khabarshy does not answer: after 1, 2, 4 … minutes. */
const KHABARSHY_MOST_TRIES = 8;

// Unlike save_post, this comes when categories, tags and the picture are stored, too.
add_action('wp_after_insert_post', 'khabarshy_post_saved', 10, 4);
add_action('before_delete_post', 'khabarshy_post_deleted', 10, 1);
add_action('khabarshy_send_again', 'khabarshy_send', 10, 2);

function khabarshy_is_news($post)
{
    $types = array_map('trim', explode(',', KHABARSHY_POST_TYPES));
    return $post && in_array($post->post_type, $types, true) && defined('KHABARSHY_URL') && defined('KHABARSHY_TOKEN');
}

function khabarshy_post_saved($post_id, $post, $update, $post_before)
{
    if (!khabarshy_is_news($post)) {
        return;
    }
    $was = $post_before ? $post_before->post_status : 'new';
    // Drafts are nobody's business, and a post that was published is withdrawn when it becomes one.
    if ($post->post_status === 'publish' || $was === 'publish') {
        khabarshy_send($post_id, 1);
    }
}

function khabarshy_post_deleted($post_id)
{
    if (khabarshy_is_news(get_post($post_id))) {
        khabarshy_request('DELETE', '/articles/wordpress-' . $post_id, null);
    }
}

/** Sends a post as it is now. Sent twice or late, it changes nothing that is newer. */
function khabarshy_send($post_id, $try)
{
    $post = get_post($post_id);
    if (!khabarshy_is_news($post)) {
        return;
    }
    $status = khabarshy_request('POST', '/articles?format=wordpress', khabarshy_body($post));
    $is_away = $status === 0 || $status === 429 || $status >= 500;
    if ($is_away && $try < KHABARSHY_MOST_TRIES) {
        wp_schedule_single_event(time() + 60 * (2 ** ($try - 1)), 'khabarshy_send_again', array($post_id, $try + 1));
    }
}

/** The post as the REST interface shows it, with author, picture and categories. */
function khabarshy_body($post)
{
    $least = array(
        'id' => $post->ID,
        'status' => $post->post_status,
        'link' => get_permalink($post),
        'date_gmt' => str_replace(' ', 'T', $post->post_date_gmt),
        'modified_gmt' => str_replace(' ', 'T', $post->post_modified_gmt),
        'title' => array('rendered' => get_the_title($post)),
    );
    if ($post->post_status !== 'publish') {
        return $least;
    }
    $type = get_post_type_object($post->post_type);
    $base = $type && !empty($type->rest_base) ? $type->rest_base : $post->post_type . 's';
    $response = rest_do_request(new WP_REST_Request('GET', '/wp/v2/' . $base . '/' . $post->ID));
    if ($response->is_error()) {
        $content = apply_filters('the_content', $post->post_content);
        return $least + array('content' => array('rendered' => $content, 'protected' => false));
    }
    return rest_get_server()->response_to_data($response, true);
}

/** Returns the status of the answer; 0: there was none. The editor who saves a post waits three seconds at most. */
function khabarshy_request($method, $path, $body)
{
    $answer = wp_remote_request(rtrim(KHABARSHY_URL, '/') . $path, array(
        'method' => $method,
        'timeout' => 3,
        'redirection' => 0,
        'headers' => array(
            'Authorization' => 'Bearer ' . KHABARSHY_TOKEN,
            'Content-Type' => 'application/json',
        ),
        'body' => $body === null ? '' : wp_json_encode($body),
    ));
    $status = is_wp_error($answer) ? 0 : (int) wp_remote_retrieve_response_code($answer);
    if ($status >= 400 && $status !== 404 && $status !== 429 && $status < 500) {
        // The token is in no log.
        error_log('khabarshy answered ' . $status . ': ' . substr(wp_remote_retrieve_body($answer), 0, 300));
    }
    return $status;
}
